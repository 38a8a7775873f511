/** How many leading intervals every worker has reported that is still there. Each reports its own in order. */
export class CompleteIntervals {
  /** By worker, the number of intervals it has reported. */
  readonly #seen: number[] = [];
  #complete = 0;
  /** How many workers have reported no more than the complete ones. */
  #behind: number;

  constructor(workerCount: number) {
    this.#behind = workerCount;
  }

  get count(): number {
    return this.#complete;
  }

  /** Number of workers that have reported, or the highest number of one, plus 1. */
  get workers(): number {
    return this.#seen.length;
  }

  /** The worker reports nothing more, and nobody waits for it. Others must remain. */
  leave(worker: number): void {
    this.reported(worker, Number.POSITIVE_INFINITY);
  }

  reported(worker: number, intervals: number): void {
    const before = this.#seen[worker] ?? 0;
    this.#seen[worker] = intervals;
    if (before > this.#complete || intervals <= this.#complete) return;
    this.#behind -= 1;
    if (this.#behind > 0) return;
    this.#complete = Math.min(...this.#seen);
    this.#behind = this.#seen.filter((seen) => seen === this.#complete).length;
  }
}
