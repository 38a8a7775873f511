import type { Scenario } from '../../model/scenario.js';
import { averagePlan } from './registry.js';

/**
 * How long the measured part plans operations, in milliseconds: its duration, or up to the moment at which one more than
 * `requests` would have become due. In closed loop nothing is planned, and requests end when they end: the duration.
 */
export function plannedLengthMs({ workload, phases, seed }: Pick<Scenario, 'workload' | 'phases' | 'seed'>): number {
  return Math.min(phases.durationMs, endOfRequestsMs({ workload, phases, seed }));
}

/** When the requests would be used up, from the start of the measured part; infinite where the duration alone ends it. */
export function endOfRequestsMs({ workload, phases, seed }: Pick<Scenario, 'workload' | 'phases' | 'seed'>): number {
  const { requests, ratePerSecond } = workload;
  if (requests === null || ratePerSecond === null) return Number.POSITIVE_INFINITY;
  return averagePlan({ ...workload, durationMs: phases.durationMs, seed }).startMs(requests);
}
