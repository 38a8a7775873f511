import type { RunRecord } from '../../record/run-record.js';
import type { FaultRecord } from '../../record/sections/faults.js';
import { sum } from '../../units/sum.js';

/** Failures this close to the end of the run have not stopped. */
const lastMs = 1_000;
/** A smaller share may be stragglers. */
const leastShare = 0.01;

/** That operations went on to fail after both sorts had succeeded again: some clients or connections never recovered. */
export function failuresAfter({ timeline }: RunRecord, fault: FaultRecord): readonly string[] {
  if (!fault.unavailability.ended) return [];
  const backMs = Math.max(
    ...fault.milestones.flatMap(({ writesBackMs, readsBackMs }) => [writesBackMs ?? 0, readsBackMs ?? 0]),
  );
  const { intervals } = timeline;
  const after = intervals.filter(({ startMs }) => startMs >= fault.injectedAtMs + backMs);
  const endMs = after.at(-1)?.startMs ?? 0;
  const share = shareOfFailures(after);
  if (share < leastShare || shareOfFailures(after.filter(({ startMs }) => startMs > endMs - lastMs)) < leastShare)
    return [];
  return [
    `But until the run ended, ${Math.round(share * 100)} % of the operations still failed or got no reply in time.`,
  ];
}

type Interval = RunRecord['timeline']['intervals'][number];

function shareOfFailures(intervals: readonly Interval[]): number {
  const failed = sum(intervals.map(({ fail, indeterminate, dropped }) => fail + indeterminate + dropped));
  const ok = sum(intervals.map((interval) => interval.ok));
  return failed === 0 ? 0 : failed / (failed + ok);
}
