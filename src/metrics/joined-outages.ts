import { FirstOf } from './first-of.js';
import type { ClientOutage } from './outages.js';
import { firstDueMs, type ServiceGap, type ServiceReport, shardAndSortOf, shortestGapMs } from './service-gap.js';

const mostOutages = 20_000;

/**
 * The clients' outages, from the workers' reports during the run: times in which no worker had a success, from the moment
 * any worker's operation became due. Memory does not grow with the run.
 */
export class JoinedOutages {
  readonly #shardCount: number;
  readonly #places: readonly PlaceGaps[];
  #shortestMs = shortestGapMs;
  #outages: ClientOutage[] = [];

  constructor(workerCount: number, shardCount: number) {
    this.#shardCount = shardCount;
    this.#places = Array.from({ length: 2 * shardCount }, () => new PlaceGaps(workerCount));
  }

  add(worker: number, { gaps, untilMs }: ServiceReport): void {
    for (const gap of gaps) this.#places[gap.place]?.add(worker, gap);
    this.#places.forEach((gapsOfPlace, place) => {
      gapsOfPlace.reported(worker, untilMs[place]!);
      gapsOfPlace.join((heads, toMs) => this.#take(place, heads, toMs));
    });
  }

  /** The worker reports nothing more: only the others tell whether there is service. */
  leave(worker: number): void {
    this.#places.forEach((gapsOfPlace, place) => {
      gapsOfPlace.leave(worker, place);
      gapsOfPlace.join((heads, toMs) => this.#take(place, heads, toMs));
    });
  }

  /** All outages in order of their start, once every worker has reported the rest. `endMs`: when the load ended. */
  finish(endMs: number): readonly ClientOutage[] {
    const long = this.#outages.filter(({ fromMs, toMs }) => (toMs ?? endMs) - fromMs >= shortestGapMs);
    return long.sort((left, right) => left.fromMs - right.fromMs);
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

/** The gaps of all workers at one place that are not joined yet. Every step takes logarithmic time, however many workers there are. */
class PlaceGaps {
  readonly #gaps: readonly ServiceGap[][];
  /** By worker: the time up to which it has reported. */
  readonly #untilMs: Float64Array;
  /** How many workers have a gap here. */
  #withGaps = 0;
  /** The worker whose first gap ends first, or who has none up to then. */
  readonly #first: FirstOf;

  constructor(workerCount: number) {
    this.#gaps = Array.from({ length: workerCount }, () => []);
    this.#untilMs = new Float64Array(workerCount);
    const endMs = (worker: number) => this.#gaps[worker]![0]?.toMs ?? this.#untilMs[worker]!;
    this.#first = new FirstOf(workerCount, (left, right) => {
      const [leftMs, rightMs] = [endMs(left), endMs(right)];
      return leftMs < rightMs || (leftMs === rightMs && this.#hasGap(left) && !this.#hasGap(right));
    });
  }

  /** `reported` follows. */
  add(worker: number, gap: ServiceGap): void {
    if (!this.#hasGap(worker)) this.#withGaps += 1;
    this.#gaps[worker]!.push(gap);
  }

  reported(worker: number, untilMs: number): void {
    this.#untilMs[worker] = untilMs;
    this.#first.changed(worker);
  }

  leave(worker: number, place: number): void {
    const toMs = Number.POSITIVE_INFINITY;
    this.add(worker, { place, fromMs: this.#untilMs[worker]!, toMs, dueRuns: [] });
    this.reported(worker, toMs);
  }

  /** Drops the gap that ends first while every other worker has reported up to its end; `take` receives the first of all. */
  join(take: (heads: readonly ServiceGap[], toMs: number) => void): void {
    for (;;) {
      const worker = this.#first.member;
      const own = this.#gaps[worker]!;
      const [gap] = own;
      if (gap === undefined) return;
      if (this.#withGaps === this.#gaps.length)
        take(
          this.#gaps.map(([head]) => head!),
          gap.toMs,
        );
      own.shift();
      if (own.length === 0) this.#withGaps -= 1;
      this.#first.changed(worker);
    }
  }

  #hasGap(worker: number): boolean {
    return this.#gaps[worker]!.length > 0;
  }
}
