/** From so many operations per millisecond on, the thread would hardly sleep between two planned starts. */
const leastPerMs = 20;
/** A thread that was kept waiting for a core for more of the time than this shares it with others: spinning only takes it from them. */
const mostWaitedShare = 0.1;
/** After that, it is tried again. */
const backOffMs = 1_000;

/**
 * Whether a load thread should spin until its next planned start, or sleep and be woken. Spinning costs a whole core and is
 * punctual to a few microseconds, as long as nobody else needs that core.
 */
export class SpinChoice {
  #hasOwnCore: boolean;
  #backOffUntilMs = Number.NEGATIVE_INFINITY;

  constructor(hasOwnCore: boolean) {
    this.#hasOwnCore = hasOwnCore;
  }

  /** `plannedPerMs`: how many operations start in each of the next milliseconds. `waitedShare`: see ThreadUse; null: not known. */
  spins(nowMs: number, plannedPerMs: number, waitedShare: number | null): boolean {
    if ((waitedShare ?? 0) > mostWaitedShare) this.#backOffUntilMs = nowMs + backOffMs;
    return this.#hasOwnCore && plannedPerMs >= leastPerMs && nowMs >= this.#backOffUntilMs;
  }
}
