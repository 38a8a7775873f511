import type { WriteJudgement } from '../../audit/judge.js';
import { sumOfJudgements } from '../../audit/relay-agreement.js';
import { InternalError } from '../../errors/errors.js';
import type { RunRecord } from '../../model/run-record.js';
import { rewarmFigures } from './rewarm-figures.js';
import type { RunView } from './run-view.js';

/** Every strike, with what the audit says of it and how the hit rate recovered. */
export function faultsSection(
  { measured, request, views, totals, intervals, issueEndMs }: RunView,
  { perFault }: WriteJudgement,
): Pick<RunRecord, 'faults' | 'rewarmMs'> {
  const { intervalMs } = measured.measurements;
  const rewarm = rewarmFigures({
    curve: { intervalMs, intervals: intervals.slice(0, Math.ceil(issueEndMs / intervalMs)) },
    unknownReads: totals.unknownReads ?? 0,
    injectionsMs: views.map(({ injectedAtMs }) => injectedAtMs),
    startsCold: request.scenario.workload.preload === false,
  });
  let judged = 0;
  const faults = views.map((view, index) => {
    const found = perFault.slice(judged, judged + view.audited().length);
    judged += found.length;
    if (found.length === 0) throw new InternalError('The audit judged fewer faults than there were.');
    return { ...view.record(sumOfJudgements(found)), ...rewarm.perFault[index] };
  });
  return { faults, rewarmMs: rewarm.fromColdMs };
}
