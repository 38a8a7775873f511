import type { PhaseSpan } from '../../metrics/phase-spans.js';
import type { MeasuredPhase } from '../../model/phase.js';
import type { PhaseRecord } from '../../model/run-record.js';
import type { Measured } from '../measured.js';

/** The combined results of all parts of a phase. */
export function phaseRecord(name: MeasuredPhase, spans: readonly PhaseSpan[], measured: Measured): PhaseRecord {
  const { measurements, epochMs } = measured;
  const { intervalMs } = measurements;
  const issueEndMs = measured.issueEndMs - epochMs;
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
