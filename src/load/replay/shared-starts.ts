import type { Pacer } from '../pacer/pacer.js';

/** More than a feed is ahead. */
const mostKnown = 65_536;
/** When something unknown is looked for again. */
const unknownMs = 5;

/**
 * The planned starts of a replay as far as they are known, in memory that a load thread shares with its ticker. Only the last
 * 65,536 are kept.
 */
export class SharedStarts implements Pacer {
  readonly closedLoop = false;
  readonly shared: SharedArrayBuffer;
  /** How many are known, over all. */
  #count: Float64Array;
  #starts: Float64Array;

  /** `shared`: that of another thread; absent: its own. */
  constructor(shared = new SharedArrayBuffer((1 + mostKnown) * Float64Array.BYTES_PER_ELEMENT)) {
    this.shared = shared;
    this.#count = new Float64Array(shared, 0, 1);
    this.#starts = new Float64Array(shared, Float64Array.BYTES_PER_ELEMENT);
  }

  get known(): number {
    return this.#count[0]!;
  }

  /** Forgets everything: the next start is that of operation 0. */
  restart(): void {
    this.#count[0] = 0;
  }

  add(dueMs: Float64Array): void {
    const { known } = this;
    for (let index = 0; index < dueMs.length; index += 1) this.#starts[(known + index) % mostKnown] = dueMs[index]!;
    this.#count[0] = known + dueMs.length;
  }

  /** Of an unknown operation: a little after the last known one. */
  startMs(number: number): number {
    const { known } = this;
    if (number < known) return this.#starts[number % mostKnown]!;
    return known === 0 ? unknownMs : this.#starts[(known - 1) % mostKnown]! + unknownMs;
  }

  countBefore(elapsedMs: number): number {
    let high = this.known;
    let low = Math.max(0, high - mostKnown);
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.#starts[middle % mostKnown]! < elapsedMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
