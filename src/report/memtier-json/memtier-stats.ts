import type { RunRecord } from '../../record/run-record.js';
import type { Percentiles, ReadCounts } from '../../record/sections/stats.js';
import { clockZero, plannedMs } from '../facts/clock-zero.js';
import { lengthOf } from '../facts/phase-parts.js';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The "ALL STATS" of memtier_benchmark. Latencies are service times in milliseconds, because memtier also measures from the
 * send. `Totals` counts operations that ended ok; each kind counts all that ended, since a record does not split errors by
 * kind. Hits and misses belong to their kind; in an older record, which does not show it, all belong to `Gets`.
 */
export function memtierStats(record: RunRecord): Fields {
  const { all, set, get, ...others } = record.totals.latency;
  const seconds = secondsOf(record);
  const { hits, misses, reads = { get: { hits, misses } } } = record.totals;
  return {
    Runtime: runtime(record),
    Sets: ofKind(set?.service ?? null, seconds, reads.set),
    Gets: ofKind(get?.service ?? null, seconds, reads.get),
    Waits: ofKind(null, seconds),
    ...Object.fromEntries(
      Object.entries(others).map(([kind, { service }]) => [memtierName(kind), ofKind(service, seconds, reads[kind])]),
    ),
    Totals: {
      Count: record.totals.operations.ok,
      'Ops/sec': rounded(record.totals.throughputPerSecond ?? 0),
      ...readFields({ hits, misses }, seconds),
      ...connectionErrors(record, seconds),
      ...latencyFields(all?.service ?? null),
      'Time-Serie': okBySecond(record),
      ...percentileFields(all?.service ?? null),
    },
  };
}

/** The measured part: its counts divided by its duration are its rates. */
function runtime(record: RunRecord): Fields {
  const startMs = clockZero(record).atMs;
  const durationMs = Math.round(plannedMs(record));
  return {
    'Start time': startMs,
    'Finish time': startMs + durationMs,
    'Total duration': durationMs,
    'Time unit': 'MILLISECONDS',
    Interrupted: String(record.run.interrupted),
  };
}

/** How long operations were planned: the time base of the throughput. */
function secondsOf(record: RunRecord): number {
  const { throughputPerSecond, operations } = record.totals;
  if (record.run.plannedMs !== undefined) return record.run.plannedMs / 1000;
  if (throughputPerSecond !== null && throughputPerSecond > 0) return operations.ok / throughputPerSecond;
  return record.phases.reduce((sum, phase) => sum + lengthOf(phase), 0) / 1000;
}

function ofKind(service: Percentiles | null, seconds: number, reads?: ReadCounts): Fields {
  const count = service?.count ?? 0;
  return {
    Count: count,
    'Ops/sec': rate(count, seconds),
    ...readFields(reads, seconds),
    ...latencyFields(service),
    'Time-Serie': {},
    ...percentileFields(service),
  };
}

function readFields(reads: ReadCounts | undefined, seconds: number): Fields {
  const { hits, misses } = reads ?? { hits: 0, misses: 0 };
  return { 'Hits/sec': rate(hits, seconds), 'Misses/sec': rate(misses, seconds) };
}

/** `hset` is `Hsets`, memtier's naming for --command. */
function memtierName(kind: string): string {
  const lower = kind.toLowerCase();
  return `${lower.slice(0, 1).toUpperCase()}${lower.slice(1)}s`;
}

const connectionErrorClasses: ReadonlySet<string> = new Set(['connectionRefused', 'connectionLost']);

function connectionErrors({ totals }: RunRecord, seconds: number): Fields {
  const count = Object.entries(totals.errors)
    .filter(([name]) => connectionErrorClasses.has(name))
    .reduce((sum, [, errors]) => sum + errors, 0);
  return { 'Connection Errors/sec': rate(count, seconds), 'Connection Errors': count };
}

function latencyFields(latency: Percentiles | null): Fields {
  if (latency === null) return {};
  return {
    Latency: latency.meanUs / 1000,
    'Average Latency': latency.meanUs / 1000,
    'Accumulated Latency': Math.round((latency.meanUs * latency.count) / 1000),
    'Min Latency': latency.minUs / 1000,
    'Max Latency': latency.maxUs / 1000,
  };
}

function percentileFields(latency: Percentiles | null): Fields {
  if (latency === null) return { 'Percentile Latencies': {} };
  return {
    'Percentile Latencies': {
      'p50.00': latency.p50Us / 1000,
      'p90.00': latency.p90Us / 1000,
      'p95.00': latency.p95Us / 1000,
      'p99.00': latency.p99Us / 1000,
      'p99.90': latency.p99_9Us / 1000,
      'p99.99': latency.p99_99Us / 1000,
      'Histogram log format': { 'Compressed Histogram': latency.histogram },
    },
  };
}

function okBySecond({ timeline }: RunRecord): Fields {
  const seconds = new Map<number, number>();
  for (const { startMs, ok } of timeline.intervals) {
    const second = Math.floor(startMs / 1000);
    seconds.set(second, (seconds.get(second) ?? 0) + ok);
  }
  return Object.fromEntries([...seconds].map(([second, count]) => [String(second), { Count: count }]));
}

function rate(count: number, seconds: number): number {
  return seconds > 0 ? rounded(count / seconds) : 0;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
