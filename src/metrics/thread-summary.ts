import type { IntervalCounts } from './interval-counts.js';
import { bucketStartUs, type LatencyCounts } from './latency-recorder.js';
import { addUpCounts } from './measurements.js';

/** How a load thread fared over many intervals; shares are of the time, null where the system does not tell. */
export interface ThreadSummary {
  /** On a CPU. */
  readonly cpuShare: number | null;
  /** Ready to run, and kept waiting for a CPU. */
  readonly waitedShare: number | null;
  /** On a CPU with nothing to do but ask for replies. */
  readonly idlePollShare: number;
  readonly gcShare: number;
  readonly gcMs: number;
  readonly eventLoopDelayP99Us: number | null;
  readonly schedulingLagP99Us: number | null;
}

/** Sums up the intervals of one thread. */
export function summarizeThread(intervals: readonly IntervalCounts[]): ThreadSummary {
  const total = (of: (interval: IntervalCounts) => number | null) =>
    intervals.reduce<number | null>((sum, interval) => {
      const value = of(interval);
      return sum === null || value === null ? null : sum + value;
    }, 0);
  const wallMs = total(({ thread }) => thread.wallMs) ?? 0;
  const share = (ms: number | null) => (ms === null || wallMs === 0 ? null : ms / wallMs);
  const gcMs = total(({ thread }) => thread.gcMs) ?? 0;
  return {
    cpuShare: share(total(({ thread }) => thread.cpuMs)),
    waitedShare: share(total(({ thread }) => thread.waitedForCpuMs)),
    idlePollShare: share(total(({ thread }) => thread.idlePollMs)) ?? 0,
    gcShare: share(gcMs) ?? 0,
    gcMs,
    eventLoopDelayP99Us: addUpCounts(intervals.map(({ thread }) => thread.eventLoopDelay)).quantileUs(0.99),
    schedulingLagP99Us: addUpCounts(intervals.map(({ schedulingLag }) => schedulingLag)).quantileUs(0.99),
  };
}

/** The share of the time in which a thread had something to do: it ran, or waited for a CPU. Null where the system does not tell. */
export function busyShareOf({ cpuShare, waitedShare, idlePollShare }: ThreadSummary): number | null {
  return cpuShare === null ? null : Math.max(0, cpuShare - idlePollShare) + (waitedShare ?? 0);
}

/** The intervals in which more than a hundredth of the operations were sent later than `lateUs` after their planned start. */
export function lateIntervals(intervals: readonly IntervalCounts[], lateUs: number): readonly IntervalCounts[] {
  return intervals.filter(({ schedulingLag }) => schedulingLag !== null && shareAbove(schedulingLag, lateUs) > 0.01);
}

function shareAbove({ indexes, counts }: LatencyCounts, limitUs: number): number {
  let all = 0;
  let above = 0;
  for (const [at, count] of counts.entries()) {
    all += count;
    if (bucketStartUs(indexes[at]!) > limitUs) above += count;
  }
  return all === 0 ? 0 : above / all;
}
