import type { FaultRecord } from './sections/faults.js';

/**
 * From a fault's strike to the start of its longest outage, or the other way round. Overlapping faults share an outage;
 * the one with the shortest time is its likely cause.
 */
export function strikeToOutageMs({ injectedAtMs, unavailability: { outages = [] } }: FaultRecord): number {
  const [longest] = outages.toSorted((left, right) => right.durationMs - left.durationMs);
  return longest === undefined ? 0 : Math.abs(longest.startMs - injectedAtMs);
}
