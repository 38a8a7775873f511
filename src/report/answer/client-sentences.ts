import type { AddedTimeCause } from '../../model/client-remedies.js';
import { keysOf } from '../../model/table.js';
import type { RunRecord } from '../../record/run-record.js';
import type { FaultRecord } from '../../record/sections/faults.js';
import { formatDuration } from '../format-figures.js';
import { retriesByItself } from './retries-by-itself.js';

/** How much the clients prolonged the cluster's outage, why, and which setting would change it. */
export function clientSentences(record: RunRecord): readonly string[] {
  // Its operations also wait for the origin, which the prober does not use. An application has sentences of its own.
  if (record.origin || record.application) return [];
  const worst = record.faults.toSorted((left, right) => addedMs(right) - addedMs(left))[0];
  if (worst === undefined || addedMs(worst) < leastAddedMs) return [];
  if (waitsForEndpoint(record, worst)) return [`${added(worst)}, mostly until the endpoint led to the new primary.`];
  const why = causeOf(record);
  if (why === undefined) return [`${added(worst)}.`];
  const cause =
    why === 'deadConnection' && worst.repliesWithheld ? 'mostly waiting for replies that did not come' : causes[why];
  return [`${added(worst)}, ${cause}.`, ...remedyFor(why, record)];
}

function added(fault: FaultRecord): string {
  return `The clients added ${formatDuration(addedMs(fault))} of their own`;
}

/** With `measured`, the deadline is ours; otherwise, the options are those of the library. */
function remedyFor(why: AddedTimeCause, record: RunRecord): readonly string[] {
  const library = record.client?.remedies?.[why];
  const ours = why === 'deadConnection' ? 'A shorter --deadline' : undefined;
  const remedy = retriesByItself(record) ? library : ours;
  return remedy === undefined ? [] : [`${remedy} would shorten it.`];
}

/** Below this, it is normal reconnect and probe timing. */
const leastAddedMs = 300;

const causes = {
  deadConnection: 'mostly waiting for replies on dead connections',
  backOff: 'mostly waiting before reconnecting',
  staleTopology: 'mostly sending to nodes that were no longer primaries',
} as const satisfies Record<AddedTimeCause, string>;

/** The errors of each cause, by their names in a record. */
const errorsOf = {
  deadConnection: ['timeout'],
  backOff: ['connectionRefused', 'connectionLost', 'notSent'],
  staleTopology: ['READONLY', 'MOVED', 'ASK', 'MASTERDOWN', 'unblocked'],
} as const satisfies Record<AddedTimeCause, readonly string[]>;

/** From the errors of the failover: the most frequent one while clients had no service; undefined without errors. */
function causeOf({ phases }: RunRecord): AddedTimeCause | undefined {
  const errors = phases.find(({ name }) => name === 'failover')?.errors ?? {};
  const counts = keysOf(errorsOf).map((why) => ({
    why,
    count: errorsOf[why].reduce((sum, name) => sum + (errors[name] ?? 0), 0),
  }));
  const most = counts.reduce((left, right) => (right.count > left.count ? right : left));
  return most.count === 0 ? undefined : most.why;
}

/** Whether at least half of what the clients added passed before the service's endpoint moved, which no client can change. */
function waitsForEndpoint({ events }: RunRecord, fault: FaultRecord): boolean {
  const { writeMs, readMs, proberWriteMs, proberReadMs } = fault.unavailability;
  const clusterMs = writeMs === null ? proberReadMs : proberWriteMs;
  const moved = events.find(
    (event) => event.type === 'learned-primary' && event.by === 'endpoint' && event.atMs > fault.injectedAtMs,
  );
  if (moved === undefined || clusterMs === null || (writeMs ?? readMs) === null) return false;
  return moved.atMs - fault.injectedAtMs - clusterMs >= addedMs(fault) / 2;
}

function addedMs({ unavailability: { writeMs, readMs, proberWriteMs, proberReadMs, ended } }: FaultRecord): number {
  const [clientsMs, clusterMs] = writeMs === null ? [readMs, proberReadMs] : [writeMs, proberWriteMs];
  return ended && clientsMs !== null && clusterMs !== null ? clientsMs - clusterMs : 0;
}
