import type { OriginInterval } from '../record/sections/timeline.js';
import type { IntervalCounts } from './interval-counts.js';
import { addUpCounts } from './latency-sum.js';

/** The class of a request that got no connection in time. */
export const noConnection = 'poolTimeout';

/** What the origin did in one interval, as all workers counted it; undefined without an origin. */
export function originInterval(counts: readonly IntervalCounts[]): OriginInterval | undefined {
  const all = counts.flatMap(({ origin }) => origin ?? []);
  if (all.length === 0) return undefined;
  const total = (of: (one: (typeof all)[number]) => number) => all.reduce((sum, one) => sum + of(one), 0);
  const notOk = ({ fail, indeterminate }: { readonly fail: number; readonly indeterminate: number }) =>
    fail + indeterminate;
  return {
    applicationReads: counts.reduce(
      (sum, { ok, fail, indeterminate, writes }) => sum + ok + fail + indeterminate - writes.issued,
      0,
    ),
    reads: total(({ reads }) => reads.ok),
    failedReads: total(({ reads }) => notOk(reads)),
    writes: total(({ writes }) => writes.ok),
    failedWrites: total(({ writes }) => notOk(writes)),
    noConnection: total(({ errors }) => errors[noConnection] ?? 0),
    p99Us: addUpCounts(all.map(({ latency }) => latency)).quantileUs(0.99),
    poolWaitP99Us: addUpCounts(all.map(({ poolWait }) => poolWait)).quantileUs(0.99),
  };
}
