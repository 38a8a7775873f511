/** From this many operations per millisecond, the thread would hardly sleep between two planned starts. */
export const sleepsBelowPerMs = 20;
/**
 * A spinning thread that waits for a core for more than this share of the time shares the core, and only takes time from
 * others.
 */
const mostWaitedShare = 0.1;
/** Spinning is retried after this time. */
const backOffMs = 1_000;

/**
 * Decides whether a load thread spins until its next planned start, or sleeps and is woken. Spinning costs a whole core and
 * is accurate to a few microseconds, as long as nothing else needs that core.
 */
export class SpinChoice {
  #hasOwnCore: boolean;
  #isSpinning = false;
  #backOffUntilMs = Number.NEGATIVE_INFINITY;

  constructor(hasOwnCore: boolean) {
    this.#hasOwnCore = hasOwnCore;
  }

  /**
   * `plannedPerMs`: operations that start in each of the next milliseconds. `waitedShare`: see ThreadUse, since the last
   * call; null: unknown. A sleeping thread waits for a core each time it wakes, so its share says nothing about others.
   */
  spins(nowMs: number, plannedPerMs: number, waitedShare: number | null): boolean {
    if (this.#isSpinning && (waitedShare ?? 0) > mostWaitedShare) this.#backOffUntilMs = nowMs + backOffMs;
    this.#isSpinning = this.#hasOwnCore && plannedPerMs >= sleepsBelowPerMs && nowMs >= this.#backOffUntilMs;
    return this.#isSpinning;
  }
}
