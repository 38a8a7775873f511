/** Flags as a person would type them, for a command that does the same again; those that were not given are left out. */
export function writtenFlags(flags: Readonly<Record<string, unknown>>, names: readonly string[]): readonly string[] {
  return names.flatMap((name) => [flags[name] ?? []].flat().flatMap((value) => writtenFlag(name, value)));
}

function writtenFlag(name: string, value: unknown): readonly string[] {
  if (typeof value === 'boolean') return value ? [`--${name}`] : [];
  return [`--${name}`, String(value)];
}
