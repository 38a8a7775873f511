const mostKeysAtOnce = 1_000;
const mostBytesAtOnce = 1024 * 1024;

/** Splits this many keys into batches that a server accepts at once. */
export function keyBatches(keys: number, valueBytes: number): { readonly first: number; readonly end: number }[] {
  const size = Math.max(1, Math.min(mostKeysAtOnce, Math.floor(mostBytesAtOnce / valueBytes)));
  return Array.from({ length: Math.ceil(keys / size) }, (_, index) => ({
    first: index * size,
    end: Math.min(keys, (index + 1) * size),
  }));
}
