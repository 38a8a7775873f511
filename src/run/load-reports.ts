import type { Load } from '../load/load.js';
import type { LoadListener } from '../load/load-worker.js';
import type { IntervalCounts } from '../metrics/interval-counts.js';
import { Measurements } from '../metrics/measurements.js';
import { OriginTotals } from '../metrics/origin-totals.js';
import { StallSpans } from '../metrics/stall-spans.js';
import type { Stall } from '../model/stall.js';
import type { TimelineInterval } from '../record/sections/timeline.js';
import { intervalMs } from './plan-workers.js';

/** Collects what the load threads report while they run. */
export class LoadReports implements LoadListener {
  readonly measurements: Measurements;
  /** By interval number, then by shard: reads that found nothing although a write had been acknowledged. */
  readonly missingReads = new Map<number, readonly number[]>();
  /** First operations acknowledged over new connections, on the monotonic clock. */
  readonly routes: { readonly endpoint: string; readonly atMs: number }[] = [];
  /** Null: there is no origin. */
  origin: OriginTotals | null = null;
  #epochMs: number;
  #onInterval: ((interval: TimelineInterval) => void) | undefined;
  #complete = 0;
  #stalls: readonly StallSpans[];

  /** `epochMs` is on the monotonic clock. Intervals before `mergeUntilMs`, on the run's clock, are soon merged. `onInterval` receives each interval once it is complete. */
  constructor(
    epochMs: number,
    { workerCount }: Pick<Load, 'workerCount'>,
    options: {
      readonly closedLoop: boolean;
      readonly mergeUntilMs: number;
      readonly onInterval?: ((interval: TimelineInterval) => void) | undefined;
    },
  ) {
    this.#epochMs = epochMs;
    this.#onInterval = options.onInterval;
    this.measurements = new Measurements(intervalMs, options.closedLoop, {
      workerCount,
      untilMs: options.mergeUntilMs,
    });
    this.#stalls = Array.from({ length: workerCount }, () => new StallSpans());
  }

  interval(worker: number, counts: IntervalCounts): void {
    this.measurements.add(worker, counts);
    this.#passOnComplete();
    if (counts.origin !== undefined) {
      this.origin ??= new OriginTotals();
      this.origin.add(counts.origin);
    }
    if (counts.missingReads !== null)
      this.missingReads.set(counts.number, addUp(this.missingReads.get(counts.number), counts.missingReads));
    const stalls = counts.thread.stalls ?? [];
    this.#stalls[worker]?.add(stalls.map((stall) => ({ ...stall, startMs: stall.startMs - this.#epochMs })));
  }

  leave(worker: number): void {
    this.measurements.leave(worker);
    this.#passOnComplete();
  }

  #passOnComplete(): void {
    if (this.#onInterval === undefined) return;
    for (; this.#complete < this.measurements.completeIntervals; this.#complete += 1)
      this.#onInterval(this.measurements.interval(this.#complete));
  }

  /** `atMs` is on the run's clock. */
  routed(endpoint: string, atMs: number): void {
    this.routes.push({ endpoint, atMs: this.#epochMs + atMs });
  }

  /** By load thread: when it stalled or ran late, on the run's clock. */
  stalls(): readonly (readonly Stall[])[] {
    return this.#stalls.map((spans) => spans.all());
  }
}

function addUp(some: readonly number[] | undefined, more: readonly number[]): readonly number[] {
  return some === undefined ? more : more.map((count, shard) => count + (some[shard] ?? 0));
}
