import type { Percentiles } from '../record/sections/stats.js';
import { type MeasuredRecord, type Reading, reading, statsOf } from './reading.js';
import type { Aggregate, Selection } from './selection.js';

export const percentileFields = {
  min: 'minUs',
  mean: 'meanUs',
  p50: 'p50Us',
  p90: 'p90Us',
  p95: 'p95Us',
  p99: 'p99Us',
  'p99.9': 'p99_9Us',
  'p99.99': 'p99_99Us',
  max: 'maxUs',
} as const satisfies Record<Aggregate, keyof Percentiles>;

/** Reads a response or service time, in microseconds. Missing if the window or kind has no samples. */
export function readLatency(record: MeasuredRecord, selection: Selection, time: 'response' | 'service'): Reading {
  const stats = statsOf(record, selection.window);
  if (typeof stats === 'string') return { value: null, reason: stats };
  const kind = selection.operation ?? 'all';
  const pair = Object.hasOwn(stats.latency, kind) ? stats.latency[kind] : undefined;
  if (pair === undefined) return { value: null, reason: `no ${kind} operation was measured` };
  const percentiles = pair[time];
  if (percentiles === null && time === 'response' && pair.service !== null) {
    return { value: null, reason: 'a closed loop has no response time, only service time' };
  }
  if (percentiles === null || percentiles.count === 0 || selection.aggregate === null) {
    return { value: null, reason: 'nothing was measured' };
  }
  return reading(percentiles[percentileFields[selection.aggregate]], 'nothing was measured');
}
