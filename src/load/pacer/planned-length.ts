import type { WorkloadPlan } from '../workload/workload-plan.js';
import { averagePlan } from './registry.js';

/** What determines how long the measured part is planned to be. */
interface PlannedLoad {
  readonly workload: WorkloadPlan;
  readonly phases: { readonly durationMs: number };
  readonly seed: number;
}

/**
 * The planned length of the measured part in milliseconds: its duration, or until the operation after the last of `requests`
 * would be due. Closed loop plans nothing, and requests end when they end: the duration.
 */
export function plannedLengthMs({ workload, phases, seed }: PlannedLoad): number {
  return Math.min(phases.durationMs, endOfRequestsMs({ workload, phases, seed }));
}

/** When the requests run out, from the start of the measured part; infinite if only the duration ends it. */
export function endOfRequestsMs({ workload, phases, seed }: PlannedLoad): number {
  const { requests, ratePerSecond } = workload;
  if (requests === null || ratePerSecond === null) return Number.POSITIVE_INFINITY;
  return averagePlan({ ...workload, durationMs: phases.durationMs, seed }).startMs(requests);
}
