import type { OriginCostRecord } from '../record/sections/faults.js';
import type { CountedInterval, OriginInterval } from '../record/sections/timeline.js';
import { levelBefore, rewarmAfterFault } from './rewarm.js';

interface OriginCurve {
  readonly intervalMs: number;
  readonly intervals: readonly CountedInterval[];
}

interface FaultSpan {
  readonly steadyEndMs: number;
  readonly injectedAtMs: number;
  /** The next fault, or the end of the load. */
  readonly untilMs: number;
  /** Null: never. */
  readonly healedAtMs: number | null;
}

/** What a fault cost the origin behind the cache; undefined without one. */
export function originCost({ intervalMs, intervals }: OriginCurve, span: FaultSpan): OriginCostRecord | undefined {
  const all = intervals.map(({ origin }) => origin ?? idle);
  if (all.every((one) => one === idle)) return undefined;
  const between = (fromMs: number, toMs: number) =>
    all.slice(Math.floor(fromMs / intervalMs), Math.ceil(toMs / intervalMs));
  const struck = between(span.injectedAtMs, Math.min(span.untilMs, span.healedAtMs ?? span.untilMs));
  // Reads that did not need the origin are to the offload what hits are to the hit rate.
  const offload = {
    intervalMs,
    intervals: all.map(({ applicationReads, reads, failedReads }) => {
      const misses = Math.min(applicationReads, reads + failedReads);
      return { hits: applicationReads - misses, misses };
    }),
  };
  const { first, end } = levelBefore(offload, span.steadyEndMs);
  const steady = all.slice(first, end);
  const applicationReads = total(steady, 'applicationReads');
  return {
    readsPerSecondBefore: steady.length === 0 ? null : (total(steady, 'reads') * 1000) / (steady.length * intervalMs),
    readsPerSecondPeak: busiestSecond(between(span.injectedAtMs, span.untilMs), intervalMs),
    offloadBefore:
      applicationReads === 0 ? null : Math.max(0, 1 - total(steady, 'reads', 'failedReads') / applicationReads),
    lowestOffload: rewarmAfterFault(offload, span).lowestHitRate,
    requests: total(struck, 'reads', 'writes', 'failedReads', 'failedWrites'),
    failed: total(struck, 'failedReads', 'failedWrites'),
  };
}

/** The most reads that the origin answered in any second. */
export function busiestSecond(intervals: readonly Pick<OriginInterval, 'reads'>[], intervalMs: number): number {
  const length = Math.round(1000 / intervalMs);
  let sum = 0;
  let most = 0;
  for (const [at, { reads }] of intervals.entries()) {
    sum += reads - (intervals[at - length]?.reads ?? 0);
    most = Math.max(most, sum);
  }
  return most;
}

const idle: OriginInterval = {
  ...{ applicationReads: 0, reads: 0, failedReads: 0, writes: 0, failedWrites: 0, noConnection: 0 },
  ...{ p99Us: null, poolWaitP99Us: null },
};

function total(
  some: readonly OriginInterval[],
  ...names: readonly ('applicationReads' | 'reads' | 'writes' | 'failedReads' | 'failedWrites')[]
): number {
  return some.reduce((sum, one) => names.reduce((all, name) => all + one[name], sum), 0);
}
