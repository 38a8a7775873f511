import type { LatencyPair, OperationCounts, Stats, TimelineHistogram, TimelineInterval } from '../model/run-record.js';
import type { IntervalCounts, KindLatency } from './interval-counts.js';
import type { LatencyCounts } from './latency-recorder.js';
import { LatencySum } from './latency-sum.js';

/** A span of a run: whole intervals from `first` up to and without `end`. */
export interface IntervalSpan {
  readonly first: number;
  readonly end: number;
}

/** With as many, a record stays below a megabyte more, however long the run; each takes about 3 ms and at most 4 kB. */
const mostHistograms = 200;

/** All that the workers counted in the measured part, by interval. */
export class Measurements {
  readonly intervalMs: number;
  readonly closedLoop: boolean;
  #byInterval: IntervalCounts[][] = [];
  #byWorker: IntervalCounts[][] = [];

  constructor(intervalMs: number, closedLoop: boolean) {
    this.intervalMs = intervalMs;
    this.closedLoop = closedLoop;
  }

  /** Number of intervals so far. */
  get length(): number {
    return this.#byInterval.length;
  }

  add(worker: number, counts: IntervalCounts): void {
    while (this.#byInterval.length <= counts.number) this.#byInterval.push([]);
    this.#byInterval[counts.number]!.push(counts);
    this.#byWorker[worker] ??= [];
    this.#byWorker[worker].push(counts);
  }

  /** The whole run. */
  all(): IntervalSpan {
    return { first: 0, end: this.length };
  }

  /** Number of intervals, from the first, of which every worker has told. */
  completeIntervals(workerCount: number): number {
    const told = Array.from({ length: workerCount }, (_, worker) => (this.#byWorker[worker]?.at(-1)?.number ?? -1) + 1);
    return Math.min(...told);
  }

  /** By worker, what it counted in the span. */
  workers(span: IntervalSpan): readonly (readonly IntervalCounts[])[] {
    return this.#byWorker.map((counts) => counts.filter(({ number }) => number >= span.first && number < span.end));
  }

  counts(span: IntervalSpan): Pick<Stats, 'operations' | 'errors'> {
    const counts = this.#counts(span);
    return { operations: sumOperations(counts), errors: sumErrors(counts) };
  }

  /** Operations sent, as counted when they were sent. */
  sent(): number {
    return sum(this.#byInterval.flat(), ({ sent }) => sent);
  }

  /** Kinds of operations that ended or were dropped. */
  kinds(): readonly string[] {
    return [...new Set(this.#byInterval.flat().flatMap(({ latency }) => Object.keys(latency)))].sort();
  }

  /** Of all spans together. `durationMs`: how long operations were issued in them. */
  stats(spans: IntervalSpan | readonly IntervalSpan[], durationMs: number): Stats {
    const counts = [spans].flat().flatMap((span) => this.#counts(span));
    const operations = sumOperations(counts);
    return {
      operations,
      throughputPerSecond: durationMs > 0 ? (operations.ok * 1000) / durationMs : null,
      hits: sum(counts, ({ hits }) => hits),
      misses: sum(counts, ({ misses }) => misses),
      writes: {
        issued: sum(counts, ({ writes }) => writes.issued),
        acknowledged: sum(counts, ({ writes }) => writes.acknowledged),
      },
      errors: sumErrors(counts),
      latency: this.#latency(counts),
    };
  }

  timeline(): readonly TimelineInterval[] {
    return this.#byInterval.map((counts, number) => {
      const { sent, ok, fail, indeterminate, dropped } = sumOperations(counts);
      const latency = this.#told(counts);
      return {
        startMs: number * this.intervalMs,
        sent,
        ok,
        fail,
        indeterminate,
        dropped,
        p50Us: latency.quantileUs(0.5),
        p99Us: latency.quantileUs(0.99),
        maxUs: latency.maxUs,
        errors: sumErrors(counts),
      };
    });
  }

  /** The latency that a reader is told first, of each second (of several, in a long run) in which an operation ended. */
  histograms(): readonly TimelineHistogram[] {
    const seconds = Math.max(1, Math.ceil((this.length * this.intervalMs) / 1000 / mostHistograms));
    const intervals = Math.max(1, Math.round((seconds * 1000) / this.intervalMs));
    const starts = Array.from({ length: Math.ceil(this.length / intervals) }, (_, number) => number * intervals);
    return starts.flatMap((first) => {
      const end = Math.min(first + intervals, this.length);
      const percentiles = this.#told(this.#counts({ first, end })).percentiles();
      if (percentiles === null) return [];
      const { maxUs, histogram } = percentiles;
      return [{ startMs: first * this.intervalMs, endMs: end * this.intervalMs, maxUs, histogram }];
    });
  }

  /** A share of the response times of a span (of service times in closed loop), in microseconds; null without any. */
  quantileUs(span: IntervalSpan, share: number): number | null {
    return this.#told(this.#counts(span)).quantileUs(share);
  }

  /** The first moment from `fromMs` on at which an operation did not end ok; dropped ones are not among them. */
  firstErrorMs(fromMs: number): number | null {
    const moments = this.#byInterval
      .flat()
      .flatMap(({ firstErrorMs, lastErrorMs }) =>
        [firstErrorMs, lastErrorMs].filter((atMs) => atMs !== null).filter((atMs) => atMs >= fromMs),
      );
    return moments.reduce<number | null>((first, atMs) => Math.min(first ?? atMs, atMs), null);
  }

  lastErrorMs(fromMs: number, toMs: number): number | null {
    const moments = this.#byInterval
      .flat()
      .map(({ lastErrorMs }) => lastErrorMs)
      .filter((atMs) => atMs !== null)
      .filter((atMs) => atMs >= fromMs && atMs <= toMs);
    return moments.reduce<number | null>((last, atMs) => Math.max(last ?? atMs, atMs), null);
  }

  #counts({ first, end }: IntervalSpan): readonly IntervalCounts[] {
    return this.#byInterval.slice(first, end).flat();
  }

  /** The latency that a reader is told first: response time, or service time where no plan exists. */
  #told(counts: readonly IntervalCounts[]): LatencySum {
    const latencies = counts.flatMap(({ latency }) => Object.values(latency));
    return addUp(latencies, this.closedLoop ? 'service' : 'response');
  }

  #latency(counts: readonly IntervalCounts[]): Stats['latency'] {
    const all = counts.flatMap(({ latency }) => Object.values(latency));
    const pairs: Record<string, LatencyPair> = { all: this.#pair(all) };
    for (const kind of this.kinds()) pairs[kind] = this.#pair(counts.flatMap(({ latency }) => latency[kind] ?? []));
    return pairs;
  }

  #pair(latencies: readonly KindLatency[]): LatencyPair {
    return {
      response: this.closedLoop ? null : addUp(latencies, 'response').percentiles(),
      service: addUp(latencies, 'service').percentiles(),
    };
  }
}

/** Adds up latency counts of many intervals. */
export function addUpCounts(all: readonly (LatencyCounts | null)[]): LatencySum {
  const total = new LatencySum();
  for (const counts of all) if (counts) total.add(counts);
  return total;
}

function addUp(latencies: readonly KindLatency[], which: keyof KindLatency): LatencySum {
  return addUpCounts(latencies.map((latency) => latency[which]));
}

function sumOperations(counts: readonly IntervalCounts[]): OperationCounts {
  const ok = sum(counts, (interval) => interval.ok);
  const fail = sum(counts, (interval) => interval.fail);
  const indeterminate = sum(counts, (interval) => interval.indeterminate);
  const dropped = sum(counts, (interval) => interval.dropped);
  // Operations are counted where they end, so that in any span what was sent is what ended.
  const sent = ok + fail + indeterminate;
  return { planned: sent + dropped, sent, dropped, ok, fail, indeterminate };
}

function sumErrors(counts: readonly IntervalCounts[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const { errors } of counts)
    for (const [errorClass, count] of Object.entries(errors)) total[errorClass] = (total[errorClass] ?? 0) + count;
  return total;
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}
