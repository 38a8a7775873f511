type Options = Readonly<Record<string, unknown>>;

/** Options of a library with the user's over them: tables are merged, everything else is replaced. */
export function mergeOptions<Ours extends object>(ours: Ours, theirs: Options | null | undefined): Ours {
  const own = new Map<string, unknown>(Object.entries(ours));
  const merged = Object.entries(theirs ?? {}).map(([name, value]) => {
    const table = own.get(name);
    return [name, isTable(table) && isTable(value) ? mergeOptions(table, value) : value] as const;
  });
  return { ...ours, ...Object.fromEntries(merged) };
}

/** The names in options, and in tables within them. */
export function optionNames(options: Options): readonly string[] {
  return Object.entries(options).flatMap(([name, value]) => [name, ...(isTable(value) ? optionNames(value) : [])]);
}

function isTable(value: unknown): value is Options {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
