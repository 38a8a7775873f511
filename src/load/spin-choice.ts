/** From so many operations per millisecond on, the thread would hardly sleep between two planned starts. */
const leastPerMs = 20;
/** A thread that spins and is kept waiting for a core for more of the time than this shares it with others: it only takes it from them. */
const mostWaitedShare = 0.1;
/** After that, it is tried again. */
const backOffMs = 1_000;

/**
 * Whether a load thread should spin until its next planned start, or sleep and be woken. Spinning costs a whole core and is
 * punctual to a few microseconds, as long as nobody else needs that core.
 */
export class SpinChoice {
  #hasOwnCore: boolean;
  #isSpinning = false;
  #backOffUntilMs = Number.NEGATIVE_INFINITY;

  constructor(hasOwnCore: boolean) {
    this.#hasOwnCore = hasOwnCore;
  }

  /**
   * `plannedPerMs`: how many operations start in each of the next milliseconds. `waitedShare`: see ThreadUse, since the last
   * call; null: not known. A thread that sleeps waits for a core each time it wakes, so its share says nothing about others.
   */
  spins(nowMs: number, plannedPerMs: number, waitedShare: number | null): boolean {
    if (this.#isSpinning && (waitedShare ?? 0) > mostWaitedShare) this.#backOffUntilMs = nowMs + backOffMs;
    this.#isSpinning = this.#hasOwnCore && plannedPerMs >= leastPerMs && nowMs >= this.#backOffUntilMs;
    return this.#isSpinning;
  }
}
