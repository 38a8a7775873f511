import { type MeasuredPhase, measuredPhases } from '../../model/phase.js';
import type { RunRecord } from '../../record/run-record.js';
import type { PhaseRecord } from '../../record/sections/phases.js';
import { breakdownBefore } from '../breakdown.js';
import { warnOfShortfall } from '../warn-of-shortfall.js';
import { warnOfLostLog } from './replay-section.js';
import type { RunView } from './run-view.js';

/** The figures of each phase and of the whole run; warns if the load could not be carried. */
export function phasesSection(view: RunView): Pick<RunRecord, 'phases' | 'totals' | 'errorTexts' | 'timeline'> {
  const { measured, request, log, spans, totals, intervals, issueEndMs } = view;
  const { measurements } = measured;
  const phases = measuredPhases
    .filter((name) => spans.some((span) => span.name === name))
    .map((name) => phaseRecord(name, view));
  const errorTexts = measurements.errorTexts();
  const lostAgent = view.agents?.some(({ lostAtMs }) => lostAtMs !== null) ?? false;
  const breakdown = breakdownBefore(spans[0]?.endMs ?? 0, view);
  warnOfShortfall(phases, { scenario: request.scenario, issueEndMs, errorTexts, lostAgent, breakdown }, log);
  warnOfLostLog(view);
  return {
    phases,
    totals,
    errorTexts,
    timeline: { intervalMs: measurements.intervalMs, intervals, histograms: measurements.histograms() },
  };
}

/** The combined results of all parts of a phase. */
function phaseRecord(name: MeasuredPhase, { spans, measured: { measurements }, issueEndMs }: RunView): PhaseRecord {
  const { intervalMs } = measurements;
  const parts = spans.filter((span) => span.name === name).map(({ startMs, endMs }) => ({ startMs, endMs }));
  const intervals = parts.map(({ startMs, endMs }) => ({
    first: Math.round(startMs / intervalMs),
    end: Math.round(endMs / intervalMs),
  }));
  // Time beyond the plan is only spent waiting for the last replies.
  const durationMs = parts.reduce(
    (sum, { startMs, endMs }) => sum + Math.max(0, Math.min(endMs, issueEndMs) - startMs),
    0,
  );
  const first = parts[0]?.startMs ?? 0;
  const last = parts.at(-1)?.endMs ?? first;
  return {
    name,
    startMs: first,
    endMs: last,
    ...(parts.length > 1 && { spans: parts }),
    ...measurements.stats(intervals, durationMs),
  };
}
