import type { Measurements } from '../../metrics/measurements.js';
import type { ClientOutage } from '../../metrics/outages.js';
import { type PhaseSpan, phaseSpans } from '../../metrics/phase-spans.js';
import type { Stats } from '../../record/sections/stats.js';
import type { FaultView } from '../../strike/fault-view.js';
import { viewFaults } from '../../strike/fault-views.js';
import type { RunFacts } from './run-facts.js';

/** The results of a run, with what several sections of its record derive from them. Times are on the run's clock. */
export interface RunView extends RunFacts {
  /** When the plan ended or was cut short. */
  readonly issueEndMs: number;
  readonly spans: readonly PhaseSpan[];
  readonly totals: Stats;
  readonly intervals: ReturnType<Measurements['timeline']>;
  /** One per strike. */
  readonly views: readonly FaultView[];
  /** The clients' outages that belong to no fault. */
  readonly otherOutages: readonly ClientOutage[];
  /** Minimum length of an outage that counts as a phase. */
  readonly phaseMs: number;
}

export function viewRun(facts: RunFacts): RunView {
  const { measurements, issueEndMs: endedAtMs, epochMs } = facts.measured;
  const { views, others, phaseMs } = viewFaults({ ...facts, workload: facts.request.scenario.workload });
  const issueEndMs = endedAtMs - epochMs;
  const endMs = Math.max(measurements.length * measurements.intervalMs, issueEndMs);
  return {
    ...facts,
    issueEndMs,
    spans: phaseSpans(endMs, views, measurements.intervalMs),
    totals: measurements.stats(measurements.all(), issueEndMs),
    intervals: measurements.timeline(),
    views,
    otherOutages: others,
    phaseMs,
  };
}
