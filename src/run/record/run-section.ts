import type { RunRecord } from '../../record/run-record.js';
import { runIdOf } from '../run-id.js';
import type { RunView } from './run-view.js';

export function runSection(view: RunView): Pick<RunRecord, 'run' | 'scenario'> {
  const { request, measured, startedAt, wallMs, issueEndMs } = view;
  const { scenario, document, labels, command, version, signal } = request;
  return {
    run: {
      id: runIdOf(view, scenario.name),
      startedAt: startedAt.toISOString(),
      measuredAt: measured.measuredAt.toISOString(),
      plannedMs: issueEndMs,
      wallMs,
      labels,
      seed: scenario.seed,
      command,
      version,
      interrupted: signal.aborted || measured.failure !== null,
      ...(measured.aborted && { abortedBy: measured.aborted.gate.expression }),
    },
    scenario: document,
  };
}
