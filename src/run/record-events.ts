import type { PhaseSpan } from '../metrics/phase-spans.js';
import type { RunEvent } from '../model/run-event.js';
import type { Milestones } from '../model/run-record.js';
import type { FaultView } from '../strike/fault-view.js';

/** The start of each phase after the first. */
export function phaseEvents(spans: readonly PhaseSpan[]): readonly RunEvent[] {
  return spans.slice(1).map(({ name, startMs }) => ({ atMs: startMs, type: 'phase-started', phase: name }));
}

/** Every milestone that a fault reached. */
export function milestoneEvents(view: FaultView, milestones: readonly Milestones[]): readonly RunEvent[] {
  return milestones.flatMap(({ shard, ...moments }) =>
    Object.entries(moments).flatMap(([name, afterMs]) =>
      afterMs === null
        ? []
        : [
            {
              atMs: view.injectedAtMs + afterMs,
              type: 'milestone' as const,
              fault: view.outcome.order.name,
              shard,
              milestone: name.replace(/Ms$/, ''),
            },
          ],
    ),
  );
}
