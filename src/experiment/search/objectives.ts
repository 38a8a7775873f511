import { metricDefinition } from '../../gate/metrics.js';
import { parseGate } from '../../gate/parse-gate.js';
import { operationKinds } from '../../load/workload/operations.js';

/** What a search asks for when nothing else is said. */
export const defaultObjectives = ['response_time.p99 < 1ms'] as const;

/** A rate is not held by dropping operations, or by failing fast. */
const errorFree = { error_rate: 'error_rate < 0.1%', dropped: 'dropped == 0' } as const;

/** The objectives of each step: those asked for, and that it is free of errors, unless one of those asked for says how free. */
export function withErrorFree(objectives: readonly string[]): readonly string[] {
  const metrics = objectives.flatMap((objective) => {
    const parsed = parseGate(objective, operationKinds);
    // What can't be parsed is told by the check of the scenario, with all else that is wrong.
    return 'gate' in parsed ? [parsed.gate.subject.metric as string] : [];
  });
  const implied = Object.entries(errorFree).flatMap(([metric, gate]) => (metrics.includes(metric) ? [] : [gate]));
  return [...objectives, ...implied];
}

/** The unit of an objective's figure; an empty text for what is no gate. */
export function unitOfObjective(objective: string): string {
  const parsed = parseGate(objective, operationKinds);
  return 'gate' in parsed ? metricDefinition(parsed.gate.subject.metric).unit : '';
}
