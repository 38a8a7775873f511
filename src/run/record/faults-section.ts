import type { WriteJudgement } from '../../audit/judge.js';
import { sumOfJudgements } from '../../audit/relay-agreement.js';
import { InternalError } from '../../errors/errors.js';
import { type Rewarm, rewarmAfterFault, rewarmFromCold } from '../../metrics/rewarm.js';
import type { RunRecord } from '../../record/run-record.js';
import type { RunView } from './run-view.js';

/** Every strike, with what the audit found about it and how the hit rate recovered. */
export function faultsSection(view: RunView, { perFault }: WriteJudgement): Pick<RunRecord, 'faults' | 'rewarmMs'> {
  const rewarm = rewarmFigures(view);
  let judged = 0;
  const faults = view.views.map((fault, index) => {
    const found = perFault.slice(judged, judged + fault.audited().length);
    judged += found.length;
    if (found.length === 0) throw new InternalError('The audit judged fewer faults than there were.');
    return { ...fault.record(sumOfJudgements(found)), ...rewarm.perFault[index] };
  });
  return { faults, rewarmMs: rewarm.fromColdMs };
}

/** How the hit rate recovered from each fault, or, without faults, from a cold start. */
function rewarmFigures({ measured, request, views, totals, intervals, issueEndMs }: RunView): {
  readonly perFault: readonly Rewarm[];
  readonly fromColdMs: number | null;
} {
  // The reply to some reads does not show whether the key existed.
  if ((totals.unknownReads ?? 0) > 0)
    return { perFault: views.map(() => ({ rewarmMs: null, lowestHitRate: null })), fromColdMs: null };
  const { intervalMs } = measured.measurements;
  const curve = { intervalMs, intervals: intervals.slice(0, Math.ceil(issueEndMs / intervalMs)) };
  const injectionsMs = views.map(({ injectedAtMs }) => injectedAtMs);
  const steadyEndMs = Math.min(...injectionsMs);
  const endMs = curve.intervals.length * intervalMs;
  const startsCold = request.scenario.workload.preload === false && views.length === 0;
  return {
    perFault: injectionsMs.map((injectedAtMs) => {
      const untilMs = Math.min(endMs, ...injectionsMs.filter((otherMs) => otherMs > injectedAtMs));
      return rewarmAfterFault(curve, { steadyEndMs, injectedAtMs, untilMs });
    }),
    fromColdMs: startsCold ? rewarmFromCold(curve) : null,
  };
}
