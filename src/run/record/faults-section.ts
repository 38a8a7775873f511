import type { WriteJudgement } from '../../audit/judge.js';
import { sumOfJudgements } from '../../audit/relay-agreement.js';
import { InternalError } from '../../errors/errors.js';
import { originCost } from '../../metrics/origin-cost.js';
import { type Rewarm, rewarmAfterFault, rewarmFromCold } from '../../metrics/rewarm.js';
import type { RunRecord } from '../../record/run-record.js';
import type { RunView } from './run-view.js';

const unknownRewarm: Rewarm = { rewarmMs: null, lowestHitRate: null };

/** Every strike, with what the audit found about it, how the hit rate recovered, and what it cost the origin. */
export function faultsSection(view: RunView, { perFault }: WriteJudgement): Pick<RunRecord, 'faults' | 'rewarmMs'> {
  const { intervalMs } = view.measured.measurements;
  const curve = { intervalMs, intervals: view.intervals.slice(0, Math.ceil(view.issueEndMs / intervalMs)) };
  const injectionsMs = view.views.map(({ injectedAtMs }) => injectedAtMs);
  const steadyEndMs = Math.min(...injectionsMs);
  const endMs = curve.intervals.length * intervalMs;
  // The reply to some reads does not show whether the key existed.
  const isHitKnown = (view.totals.unknownReads ?? 0) === 0;
  let judged = 0;
  const faults = view.views.map((fault) => {
    const found = perFault.slice(judged, judged + fault.audited().length);
    judged += found.length;
    if (found.length === 0) throw new InternalError('The audit judged fewer faults than there were.');
    const { injectedAtMs, healedAtMs } = fault;
    const untilMs = Math.min(endMs, ...injectionsMs.filter((otherMs) => otherMs > injectedAtMs));
    const cost = originCost(curve, { steadyEndMs, injectedAtMs, untilMs, healedAtMs });
    return {
      ...fault.record(sumOfJudgements(found)),
      ...(isHitKnown ? rewarmAfterFault(curve, { steadyEndMs, injectedAtMs, untilMs }) : unknownRewarm),
      ...(cost && { origin: cost }),
    };
  });
  const startsCold = view.request.scenario.workload.preload === false && faults.length === 0;
  return { faults, rewarmMs: isHitKnown && startsCold ? rewarmFromCold(curve) : null };
}
