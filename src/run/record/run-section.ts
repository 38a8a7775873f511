import type { RunRecord } from '../../record/run-record.js';
import type { RunView } from './run-view.js';

export function runSection(view: RunView): Pick<RunRecord, 'run' | 'scenario'> {
  const { request, measured, startedAt, wallMs, runTag, issueEndMs } = view;
  const { scenario, document, labels, command, version, signal } = request;
  return {
    run: {
      id: `${timestamp(startedAt)}-${scenario.name}-${runTag.slice(0, 4)}`,
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

function timestamp(moment: Date): string {
  return moment.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
}
