/**
 * Counts reads of the same key that are at the origin at once, over all workers, in shared memory: a single flight in each
 * worker is still several reads. Slot 0 is the maximum, slot `key + 1` the reads of a key.
 */
export class SameKeyCounter {
  readonly shared: Int32Array<SharedArrayBuffer>;

  /** `shared`: the array of another worker's counter. */
  constructor(shared: Int32Array<SharedArrayBuffer>) {
    this.shared = shared;
  }

  /** Returns the number of reads of this key, including this one. */
  enter(key: number): number {
    const count = Atomics.add(this.shared, key + 1, 1) + 1;
    for (let most = this.max; count > most; most = this.max) Atomics.compareExchange(this.shared, 0, most, count);
    return count;
  }

  leave(key: number): void {
    Atomics.sub(this.shared, key + 1, 1);
  }

  resetMax(): void {
    Atomics.store(this.shared, 0, 0);
  }

  /** The most reads of one key at once so far. */
  get max(): number {
    return Atomics.load(this.shared, 0);
  }
}

/** The memory for a counter over `rows` keys. */
export function sharedCounts(rows: number): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer((rows + 1) * Int32Array.BYTES_PER_ELEMENT));
}
