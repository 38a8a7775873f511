import type { ClientOutage } from './outages.js';
import { firstDueMs, type ServiceGap, type ServiceReport, shardAndSortOf, shortestGapMs } from './service-gap.js';

const mostOutages = 20_000;

/**
 * The clients' outages, from the workers' reports during the run: times in which no worker had a success, from the moment
 * any worker's operation became due. Memory does not grow with the run.
 */
export class JoinedOutages {
  readonly #shardCount: number;
  /** By place, then by worker: gaps not joined yet, and the time up to which the worker has reported. */
  readonly #places: readonly (readonly { gaps: ServiceGap[]; untilMs: number }[])[];
  #shortestMs = shortestGapMs;
  #outages: ClientOutage[] = [];

  constructor(workerCount: number, shardCount: number) {
    this.#shardCount = shardCount;
    this.#places = Array.from({ length: 2 * shardCount }, () =>
      Array.from({ length: workerCount }, () => ({ gaps: [], untilMs: 0 })),
    );
  }

  add(worker: number, { gaps, untilMs }: ServiceReport): void {
    for (const gap of gaps) this.#places[gap.place]?.[worker]?.gaps.push(gap);
    untilMs.forEach((until, place) => {
      const workers = this.#places[place];
      const reported = workers?.[worker];
      if (workers === undefined || reported === undefined) return;
      reported.untilMs = until;
      this.#join(place, workers);
    });
  }

  /** All outages in order of their start, once every worker has reported the rest. `endMs`: when the load ended. */
  finish(endMs: number): readonly ClientOutage[] {
    const long = this.#outages.filter(({ fromMs, toMs }) => (toMs ?? endMs) - fromMs >= shortestGapMs);
    return long.sort((left, right) => left.fromMs - right.fromMs);
  }

  /** Takes the gap that ends first, provided every other worker has reported up to its end. */
  #join(place: number, workers: readonly { readonly gaps: ServiceGap[]; readonly untilMs: number }[]): void {
    for (;;) {
      const heads = workers.map(({ gaps }) => gaps[0]);
      const toMs = Math.min(...heads.map((head) => head?.toMs ?? Number.POSITIVE_INFINITY));
      const first = workers.find(({ gaps }) => gaps[0] !== undefined && gaps[0].toMs === toMs);
      if (first === undefined) return;
      if (workers.some(({ gaps, untilMs }) => gaps.length === 0 && untilMs < toMs)) return;
      if (heads.every((head) => head !== undefined)) this.#take(place, heads, toMs);
      first.gaps.shift();
    }
  }

  #take(place: number, gaps: readonly ServiceGap[], toMs: number): void {
    const quietMs = Math.max(...gaps.map(({ fromMs }) => fromMs));
    const fromMs = Math.min(...gaps.map((gap) => firstDueMs(gap, quietMs)));
    if (fromMs === Number.POSITIVE_INFINITY || toMs - fromMs < this.#shortestMs) return;
    this.#outages.push({
      ...shardAndSortOf(place, this.#shardCount),
      fromMs,
      toMs: toMs === Number.POSITIVE_INFINITY ? null : toMs,
    });
    if (this.#outages.length > mostOutages) this.#keepTheLongest();
  }

  /** If every response takes as long as an outage, only the longest are worth the memory. */
  #keepTheLongest(): void {
    while (this.#outages.length > mostOutages / 2) {
      this.#shortestMs *= 2;
      this.#outages = this.#outages.filter(({ fromMs, toMs }) => toMs === null || toMs - fromMs >= this.#shortestMs);
    }
  }
}
