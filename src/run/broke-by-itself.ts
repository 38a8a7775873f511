import { leastCarriedShare } from '../metrics/carried-load.js';
import { type ClientOutage, lengthMs } from '../metrics/outages.js';
import type { TimelineInterval } from '../record/sections/timeline.js';

/** An outage of this length, after this much of the run, means that something broke, not that the load was too high. */
const leastBrokenMs = 1_000;
const leastBeforeMs = 1_000;

interface Run {
  /** Those that belong to no fault. */
  readonly otherOutages: readonly ClientOutage[];
  readonly intervals: readonly Pick<TimelineInterval, 'startMs' | 'ok' | 'fail' | 'indeterminate' | 'dropped'>[];
  readonly issueEndMs: number;
}

/** Whether the load was carried until something broke that no fault of ours had struck, as when others fail a target over. */
export function brokeByItself({ otherOutages, intervals, issueEndMs }: Run): boolean {
  const broke = otherOutages.filter(
    (outage) => outage.fromMs >= leastBeforeMs && lengthMs(outage, issueEndMs) >= leastBrokenMs,
  );
  const brokeMs = Math.min(...broke.map(({ fromMs }) => fromMs));
  if (broke.length === 0) return false;
  const before = intervals.filter(({ startMs }) => startMs < brokeMs);
  const ok = before.reduce((sum, interval) => sum + interval.ok, 0);
  const ended = before.reduce(
    (sum, { ok, fail, indeterminate, dropped }) => sum + ok + fail + indeterminate + dropped,
    0,
  );
  return ended > 0 && ok >= leastCarriedShare * ended;
}
