import { measuredPhases } from '../../model/phase.js';
import type { RunRecord } from '../../model/run-record.js';
import { warnOfShortfall } from '../warn-of-shortfall.js';
import { phaseRecord } from './phase-record.js';
import type { RunView } from './run-view.js';

/** The figures of each phase and of the whole run; warns if the load could not be carried. */
export function phasesSection(view: RunView): Pick<RunRecord, 'phases' | 'totals' | 'errorTexts' | 'timeline'> {
  const { measured, request, log, spans, totals, intervals, issueEndMs } = view;
  const { measurements } = measured;
  const phases = measuredPhases
    .filter((name) => spans.some((span) => span.name === name))
    .map((name) => phaseRecord(name, spans, measured));
  const errorTexts = measurements.errorTexts();
  warnOfShortfall(phases, { scenario: request.scenario, issueEndMs, errorTexts }, log);
  return {
    phases,
    totals,
    errorTexts,
    timeline: { intervalMs: measurements.intervalMs, intervals, histograms: measurements.histograms() },
  };
}
