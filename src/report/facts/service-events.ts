import type { FaultRecord } from '../../record/sections/faults.js';
import { formatDuration } from '../format-figures.js';

/** What the service itself says happened after a fault: `2.30 s`, `my-cache: Failover to replica node 002 completed`. */
export function serviceEventRows({
  serviceEvents = [],
}: FaultRecord): readonly (readonly [after: string, text: string])[] {
  return serviceEvents.map(({ afterMs, source, text }) => [
    formatDuration(afterMs),
    source === '' ? text : `${source}: ${text}`,
  ]);
}

export const serviceEventsTitle = "The service's own events, by its clock";
