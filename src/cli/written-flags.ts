/** Flags as typed by a user, for a command that repeats this one; flags not given are omitted. */
export function writtenFlags(flags: Readonly<Record<string, unknown>>, names: readonly string[]): readonly string[] {
  return names.flatMap((name) => [flags[name] ?? []].flat().flatMap((value) => writtenFlag(name, value)));
}

function writtenFlag(name: string, value: unknown): readonly string[] {
  if (typeof value === 'boolean') return value ? [`--${name}`] : [];
  return [`--${name}`, String(value)];
}
