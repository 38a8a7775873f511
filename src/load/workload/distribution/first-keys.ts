/** The first key numbers, for a distribution in which none is likelier than those before it. */
export function firstKeys(_: unknown, keyCount: number, count: number): readonly number[] {
  return Array.from({ length: Math.min(keyCount, count) }, (__, key) => key);
}
