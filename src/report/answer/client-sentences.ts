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
  const isOwnDeadline = !retriesByItself(record);
  const why = waitsForEndpoint(record, worst) ? 'endpoint' : causeOf(record);
  const cause = why === undefined ? '' : `, ${whys[why].cause}`;
  const remedy = why === undefined ? [] : [isOwnDeadline ? whys[why].remedyOfOurs : whys[why].remedy];
  return [
    `The clients added ${formatDuration(addedMs(worst))} of their own${cause}.`,
    ...remedy.filter((text) => text !== null),
  ];
}

/** Below this, it is normal reconnect and probe timing. */
const leastAddedMs = 300;

const whys = {
  deadConnection: {
    cause: 'mostly waiting for replies on dead connections',
    remedy: 'A shorter socketTimeout would shorten it.',
    remedyOfOurs: 'A shorter --deadline would shorten it.',
  },
  backOff: {
    cause: 'mostly waiting before reconnecting',
    remedy: 'A retryStrategy or sentinelRetryStrategy with a lower maximum would shorten it.',
    remedyOfOurs: null,
  },
  staleTopology: {
    cause: 'mostly sending to nodes that were no longer primaries',
    remedy: 'Refreshing the topology on READONLY and MOVED (reconnectOnError, slotsRefreshInterval) would shorten it.',
    remedyOfOurs: null,
  },
  endpoint: { cause: 'mostly until the endpoint led to the new primary', remedy: null, remedyOfOurs: null },
} as const;

/** The errors of each cause, by their names in a record. */
const errorsOf = {
  deadConnection: ['timeout'],
  backOff: ['connectionRefused', 'connectionLost', 'notSent'],
  staleTopology: ['READONLY', 'MOVED', 'ASK', 'MASTERDOWN', 'unblocked'],
} as const satisfies Record<Exclude<keyof typeof whys, 'endpoint'>, readonly string[]>;

/** From the errors of the failover: the most frequent one while clients had no service; undefined without errors. */
function causeOf({ phases }: RunRecord): keyof typeof errorsOf | undefined {
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
