import type { PhaseSpan } from '../../metrics/phase-spans.js';
import { loadStalls } from '../../model/stall.js';
import type { RunRecord } from '../../record/run-record.js';
import type { RunEvent } from '../../record/sections/events.js';
import type { Milestones } from '../../record/sections/faults.js';
import type { FaultView } from '../../strike/fault-view.js';
import { outageEvents, stallEvents } from '../../strike/run-outages.js';
import type { RunView } from './run-view.js';

type Derived = Required<Pick<RunRecord, 'faults' | 'otherOutages' | 'stalls'>>;

/** What was logged during the run, and what the other sections derived from it, in order. */
export function eventsSection(
  { log, spans, views }: RunView,
  { faults, otherOutages, stalls }: Derived,
): Pick<RunRecord, 'events'> {
  const events = [
    ...log.takeEvents(),
    ...phaseEvents(spans),
    ...outageEvents(otherOutages),
    ...stallEvents(loadStalls(stalls)),
    ...views.flatMap((view, index) => milestoneEvents(view, faults[index]?.milestones ?? [])),
  ].sort((left, right) => left.atMs - right.atMs);
  return { events };
}

/** The start of each phase after the first. */
function phaseEvents(spans: readonly PhaseSpan[]): readonly RunEvent[] {
  return spans.slice(1).map(({ name, startMs }) => ({ atMs: startMs, type: 'phase-started', phase: name }));
}

/** Every milestone that a fault reached. */
function milestoneEvents(view: FaultView, milestones: readonly Milestones[]): readonly RunEvent[] {
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
