import type { Gate, Subject } from './gate.js';
import type { MetricNeed } from './metric-definition.js';
import { metricDefinition } from './metrics.js';

/** What a scenario needs for a gate to have data, on both sides of the comparison. */
export function needsOf(gate: Gate): ReadonlySet<MetricNeed> {
  return new Set(subjectsOf(gate).flatMap((subject) => needsOfSubject(subject)));
}

/** The figures a gate reads: one, or two if it compares them. */
export function subjectsOf(gate: Gate): readonly Subject[] {
  return gate.limit.kind === 'multiple' ? [gate.subject, gate.limit.of] : [gate.subject];
}

function needsOfSubject({ metric, window }: Subject): readonly MetricNeed[] {
  const { needs } = metricDefinition(metric);
  // Without a fault, the whole run is steady.
  return window === 'all' || window === 'steady' ? needs : [...needs, 'fault'];
}
