import type { CountedInterval } from '../record/sections/timeline.js';
import type { IntervalCounts } from './interval-counts.js';
import type { LatencySum } from './latency-sum.js';
import { originInterval } from './origin-interval.js';

/** What all workers counted in one interval, and the sum of their primary latency, as in the timeline. */
export function timelineInterval(
  startMs: number,
  counts: readonly IntervalCounts[],
  latency: LatencySum,
): CountedInterval {
  const origin = originInterval(counts);
  const total = (of: (one: IntervalCounts) => number) => counts.reduce((sum, one) => sum + of(one), 0);
  const [ok, fail, indeterminate] = [
    total((one) => one.ok),
    total((one) => one.fail),
    total((one) => one.indeterminate),
  ];
  const errors: Record<string, number> = {};
  for (const [errorClass, count] of counts.flatMap((one) => Object.entries(one.errors)))
    errors[errorClass] = (errors[errorClass] ?? 0) + count;
  return {
    startMs,
    // Operations are counted when they end, so in any span, sent equals ended.
    sent: ok + fail + indeterminate,
    ok,
    fail,
    indeterminate,
    dropped: total((one) => one.dropped),
    hits: total((one) => one.hits),
    misses: total((one) => one.misses),
    p50Us: latency.quantileUs(0.5),
    p99Us: latency.quantileUs(0.99),
    maxUs: latency.maxUs,
    errors,
    ...(origin && { origin }),
  };
}
