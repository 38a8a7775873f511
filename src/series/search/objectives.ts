import { metricDefinition } from '../../gate/metrics.js';
import { parseGate } from '../../gate/parse-gate.js';
import { operationKinds } from '../../load/operation/registry.js';

const defaultObjectives = ['response_time.p99 < 1ms'] as const;

/** Dropping operations or failing fast does not count as sustaining a rate. */
const errorFree = { error_rate: 'error_rate < 0.1%', dropped: 'dropped == 0' } as const;

/** The objectives of each step: those requested, or the default, plus freedom from errors unless one of them covers it. */
export function withErrorFree(objectives: readonly string[] = defaultObjectives): readonly string[] {
  const metrics = objectives.flatMap((objective) => {
    const parsed = parseGate(objective, operationKinds);
    // The scenario check reports what can't be parsed, along with all other errors.
    return 'gate' in parsed ? [parsed.gate.subject.metric as string] : [];
  });
  const implied = Object.entries(errorFree).flatMap(([metric, gate]) => (metrics.includes(metric) ? [] : [gate]));
  return [...objectives, ...implied];
}

/** The unit of an objective's figure; empty if it is not a valid gate. */
export function unitOfObjective(objective: string): string {
  const parsed = parseGate(objective, operationKinds);
  return 'gate' in parsed ? metricDefinition(parsed.gate.subject.metric).unit : '';
}
