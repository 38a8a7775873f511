import type { IntervalCounts, ThreadUse } from '../../src/metrics/interval-counts.js';
import { type LatencyCounts, LatencyRecorder } from '../../src/metrics/latency-recorder.js';

const idleThread: ThreadUse = {
  wallMs: 100,
  cpuMs: 10,
  waitedForCpuMs: 0,
  ticker: null,
  gcMs: 0,
  idlePollMs: 0,
  eventLoopDelay: null,
};

/** An interval in which nothing happened, with the given changes. */
export function intervalOf(
  number: number,
  happened: Partial<Omit<IntervalCounts, 'thread'>> & { readonly thread?: Partial<ThreadUse> } = {},
): IntervalCounts {
  return {
    number,
    sent: 0,
    ok: 0,
    fail: 0,
    indeterminate: 0,
    dropped: 0,
    hits: 0,
    misses: 0,
    reads: {},
    unknownReads: 0,
    missingReads: null,
    writes: { issued: 0, acknowledged: 0 },
    errors: {},
    firstErrorMs: null,
    lastErrorMs: null,
    latency: {},
    schedulingLag: null,
    ...happened,
    thread: { ...idleThread, ...happened.thread },
  };
}

/** A recorder's count of these latencies; null if there are none. */
export function latencyCountsOf(latenciesMs: readonly number[]): LatencyCounts | null {
  const recorder = new LatencyRecorder();
  for (const latencyMs of latenciesMs) recorder.record(latencyMs);
  return recorder.take();
}
