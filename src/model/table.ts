/** The keys of a constant table, such as a registry, as literal types. */
export function keysOf<Table extends object>(table: Table): readonly (keyof Table & string)[] {
  // biome-ignore lint/plugin: `Object.keys` returns plain strings, and this is the one place that types them.
  return Object.keys(table) as (keyof Table & string)[];
}

/** Whether a text is a key of a constant table; inherited names, such as `toString`, are not. */
export function isKeyOf<Table extends object>(table: Table, text: string): text is keyof Table & string {
  return Object.hasOwn(table, text);
}

/** A table with these keys. */
export function tableOf<Key extends string, Value>(
  keys: readonly Key[],
  valueFor: (key: Key) => Value,
): Record<Key, Value> {
  // biome-ignore lint/plugin: `Object.fromEntries` returns a table of plain strings, and this is the one place that types it.
  return Object.fromEntries(keys.map((key) => [key, valueFor(key)])) as Record<Key, Value>;
}

/** An object with only these properties. */
export function partOf<Whole extends object, Key extends keyof Whole & string>(
  whole: Whole,
  keys: readonly Key[],
): Pick<Whole, Key> {
  return Object.fromEntries(keys.map((key) => [key, whole[key]])) as Pick<Whole, Key>;
}
