import { type ClientOutage, lengthMs } from '../metrics/outages.js';
import type { OperationCounts } from '../record/sections/stats.js';
import type { TimelineInterval } from '../record/sections/timeline.js';

/** An outage of this length, after this much of the run, means that something broke, not that the load was too high. */
const leastBrokenMs = 1_000;
const leastBeforeMs = 1_000;

/** When something broke that no fault of ours had struck, and the operations that had ended by then. */
export interface Breakdown {
  readonly atMs: number;
  readonly ended: Pick<OperationCounts, 'planned' | 'ok'>;
}

interface Run {
  /** Those that belong to no fault. */
  readonly otherOutages: readonly ClientOutage[];
  readonly intervals: readonly Pick<TimelineInterval, 'startMs' | 'ok' | 'fail' | 'indeterminate' | 'dropped'>[];
  readonly issueEndMs: number;
}

/** The first breakdown before a time of the run, as when others fail a target over; undefined if nothing broke by itself. */
export function breakdownBefore(untilMs: number, { otherOutages, intervals, issueEndMs }: Run): Breakdown | undefined {
  const [first] = otherOutages
    .filter(({ fromMs }) => fromMs >= leastBeforeMs && fromMs < untilMs)
    .filter((outage) => lengthMs(outage, issueEndMs) >= leastBrokenMs)
    .toSorted((left, right) => left.fromMs - right.fromMs);
  if (first === undefined) return undefined;
  const before = intervals.filter(({ startMs }) => startMs < first.fromMs);
  const ok = before.reduce((sum, interval) => sum + interval.ok, 0);
  const others = before.reduce((sum, { fail, indeterminate, dropped }) => sum + fail + indeterminate + dropped, 0);
  return { atMs: first.fromMs, ended: { planned: ok + others, ok } };
}
