import { InternalError } from '../errors/errors.js';
import type { LatencyPair, Stats } from '../record/sections/stats.js';
import type { CountedInterval, TimelineHistogram, TimelineInterval } from '../record/sections/timeline.js';
import { CompleteIntervals } from './complete-intervals.js';
import { ErrorClasses } from './error-classes.js';
import { ErrorMoments } from './error-moments.js';
import type { IntervalCounts } from './interval-counts.js';
import { LatencyBySecond } from './latency-by-second.js';
import type { LatencyCounts } from './latency-recorder.js';
import { addUpCounts } from './latency-sum.js';
import { OutcomeTotals } from './outcome-totals.js';
import { RunningStats } from './running-stats.js';
import { ThreadHistory } from './thread-history.js';
import { timelineInterval } from './timeline-interval.js';

/** A span of a run: whole intervals from `first` up to but excluding `end`. */
export interface IntervalSpan {
  readonly first: number;
  readonly end: number;
}

/** What may be merged during the run, so that its memory does not grow with its length. */
interface Merging {
  readonly workerCount: number;
  /** On the run's clock: no fault strikes before it, so no part of that time is queried separately. */
  readonly untilMs: number;
}

/** Always kept individually, because the display queries the most recent ones. */
const keptIntervals = 50;

/** Everything the workers counted in the measured part, by interval. */
export class Measurements {
  readonly intervalMs: number;
  readonly closedLoop: boolean;
  readonly #merging: Merging;
  /** The intervals that are not merged. */
  #byInterval = new Map<number, { readonly worker: number; readonly counts: IntervalCounts }[]>();
  #length = 0;
  readonly #complete: CompleteIntervals;
  #sent = 0;
  readonly #totals = new OutcomeTotals();
  #kinds = new Set<string>();
  readonly #errorClasses = new ErrorClasses();
  readonly #errorTexts: Record<string, string> = {};
  /** When operations ended otherwise than ok. */
  readonly errorMoments = new ErrorMoments();
  /** Number of leading intervals kept only as a sum. */
  #merged = 0;
  #mergedStats = new RunningStats();
  #mergedThreads: ThreadHistory[] = [];
  #mergedTimeline: CountedInterval[] = [];
  #mergedSeconds: LatencyBySecond;

  constructor(intervalMs: number, closedLoop: boolean, merging: Merging = { workerCount: 1, untilMs: 0 }) {
    this.intervalMs = intervalMs;
    this.closedLoop = closedLoop;
    this.#merging = merging;
    this.#complete = new CompleteIntervals(merging.workerCount);
    this.#mergedSeconds = new LatencyBySecond(intervalMs);
  }

  /** Number of intervals so far. */
  get length(): number {
    return this.#length;
  }

  add(worker: number, reported: IntervalCounts): void {
    // Each worker limits its classes; the combined number has to be limited too.
    const counts = { ...reported, errors: this.#errorClasses.limited(reported.errors) };
    const { number, sent, latency } = counts;
    if (number < this.#merged) throw new InternalError(`Load thread ${worker} reported interval ${number} twice.`);
    for (const [errorClass, text] of Object.entries(reported.errorTexts ?? {}))
      this.#errorTexts[this.#errorClasses.nameOf(errorClass)] ??= text;
    const ofInterval = this.#byInterval.get(number) ?? [];
    ofInterval.push({ worker, counts });
    this.#byInterval.set(number, ofInterval);
    this.#length = Math.max(this.#length, number + 1);
    this.#complete.reported(worker, number + 1);
    this.#sent += sent;
    this.#totals.add(counts);
    for (const kind of Object.keys(latency)) this.#kinds.add(kind);
    this.errorMoments.add(counts);
    this.#merge();
  }

  /** The worker reports nothing more; others remain. */
  leave(worker: number): void {
    this.#complete.leave(worker);
    this.#merge();
  }

  /** The whole run. */
  all(): IntervalSpan {
    return { first: 0, end: this.length };
  }

  /** Number of leading intervals reported by every worker. */
  get completeIntervals(): number {
    return this.#complete.count;
  }

  /** The history of each load thread in the span. */
  threads(span: IntervalSpan): readonly ThreadHistory[] {
    const includesMerged = this.#includesMerged(span);
    const histories = Array.from({ length: this.#complete.workers }, (_, worker) => {
      const history = new ThreadHistory();
      const merged = this.#mergedThreads[worker];
      if (includesMerged && merged) history.addAll(merged);
      return history;
    });
    for (const { worker, counts } of this.#kept(span)) histories[worker]?.add(counts);
    return histories;
  }

  /** Operations sent, counted when sent. */
  sent(): number {
    return this.#sent;
  }

  /** Kinds of operations that ended or were dropped. */
  kinds(): readonly string[] {
    return [...this.#kinds].sort();
  }

  /** Totals of everything reported so far. */
  totals(): Pick<Stats, 'operations' | 'errors'> {
    return this.#totals.read();
  }

  counts(span: IntervalSpan): Pick<Stats, 'operations' | 'errors'> {
    const { operations, errors } = this.#sum([span]).stats(0);
    return { operations, errors };
  }

  /** Statistics of all spans together. `durationMs`: how long operations were issued in them. */
  stats(spans: IntervalSpan | readonly IntervalSpan[], durationMs: number): Stats {
    const { latency, ...counts } = this.#sum([spans].flat()).stats(durationMs);
    const pairs = ['all', ...this.kinds()].map((kind): [string, LatencyPair] => [
      kind,
      { response: latency[kind]?.response ?? null, service: latency[kind]?.service ?? null },
    ]);
    return { ...counts, latency: Object.fromEntries(pairs) };
  }

  /** One of the complete intervals, as in the timeline. */
  interval(number: number): TimelineInterval {
    return this.#mergedTimeline[number] ?? this.#timelineOf(number);
  }

  timeline(): readonly CountedInterval[] {
    const later = Array.from({ length: this.length - this.#merged }, (_, at) => this.#timelineOf(this.#merged + at));
    return [...this.#mergedTimeline, ...later];
  }

  /** The primary latency for each second (for several, in a long run) in which an operation ended. */
  histograms(): readonly TimelineHistogram[] {
    const seconds = this.#mergedSeconds.copy();
    for (let number = this.#merged; number < this.length; number += 1)
      seconds.add(this.#latencyOf(this.#countsOf(number)));
    return seconds.histograms();
  }

  /** A quantile of the response times of a span (service times in closed loop), in microseconds; null if empty. */
  quantileUs(span: IntervalSpan, share: number): number | null {
    return this.quantilesUs(span, [share])[0] ?? null;
  }

  /** Several quantiles of the same. */
  quantilesUs(span: IntervalSpan, shares: readonly number[]): readonly (number | null)[] {
    if (this.#includesMerged(span)) {
      const sum = this.#sum([span]);
      return shares.map((share) => sum.quantileUs(this.#primaryLatency, share));
    }
    const sum = addUpCounts(this.#kept(span).flatMap(({ counts }) => this.#latencyOf([counts])));
    return shares.map((share) => sum.quantileUs(share));
  }

  /** Number of `quantileUs` samples in an interval after the first strike. */
  samples(number: number): number {
    return addUpCounts(this.#latencyOf(this.#countsOf(number))).total;
  }

  /** The text of the first error of each class. */
  errorTexts(): Readonly<Record<string, string>> {
    return { ...this.#errorTexts };
  }

  /** Merges what is old enough, in order and once each. */
  #merge(): void {
    const { untilMs } = this.#merging;
    const end = Math.min(Math.floor(untilMs / this.intervalMs), this.completeIntervals - keptIntervals);
    for (; this.#merged < end; this.#merged += 1) {
      this.#mergedTimeline.push(this.#timelineOf(this.#merged));
      this.#mergedSeconds.add(this.#latencyOf(this.#countsOf(this.#merged)));
      for (const { worker, counts } of this.#byInterval.get(this.#merged) ?? []) {
        this.#mergedStats.add(counts);
        this.#mergedThreads[worker] ??= new ThreadHistory();
        this.#mergedThreads[worker].add(counts);
      }
      this.#byInterval.delete(this.#merged);
    }
  }

  /** Throws InternalError if the span covers only part of the merged intervals. */
  #includesMerged({ first, end }: IntervalSpan): boolean {
    if (first >= Math.min(end, this.#merged)) return false;
    if (first === 0 && end >= this.#merged) return true;
    throw new InternalError(
      `Intervals ${first} to ${end} were requested, but up to ${this.#merged} only the sum is kept.`,
    );
  }

  #kept({ first, end }: IntervalSpan): readonly { readonly worker: number; readonly counts: IntervalCounts }[] {
    const from = Math.max(first, this.#merged);
    const numbers = Array.from({ length: Math.max(0, Math.min(end, this.length) - from) }, (_, at) => from + at);
    return numbers.flatMap((number) => this.#byInterval.get(number) ?? []);
  }

  #countsOf(number: number): readonly IntervalCounts[] {
    return (this.#byInterval.get(number) ?? []).map(({ counts }) => counts);
  }

  #sum(spans: readonly IntervalSpan[]): RunningStats {
    const sum = new RunningStats();
    for (const span of spans) {
      if (this.#includesMerged(span)) sum.addAll(this.#mergedStats);
      for (const { counts } of this.#kept(span)) sum.add(counts);
    }
    return sum;
  }

  #timelineOf(number: number): CountedInterval {
    const counts = this.#countsOf(number);
    return timelineInterval(number * this.intervalMs, counts, addUpCounts(this.#latencyOf(counts)));
  }

  /** The primary latency: response time, or service time if there is no plan. */
  get #primaryLatency(): 'service' | 'response' {
    return this.closedLoop ? 'service' : 'response';
  }

  #latencyOf(counts: readonly IntervalCounts[]): readonly (LatencyCounts | null)[] {
    return counts.flatMap(({ latency }) => Object.values(latency).map((kind) => kind[this.#primaryLatency]));
  }
}
