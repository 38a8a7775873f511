import type { Gate, Subject } from './gate.js';
import type { MetricNeed } from './metric-definition.js';
import { metricDefinition } from './metrics.js';

/** What a scenario must have for a gate to ever have data: that of both its sides. */
export function needsOf(gate: Gate): ReadonlySet<MetricNeed> {
  return new Set(subjectsOf(gate).flatMap((subject) => needsOfSubject(subject)));
}

/** The figures that a gate looks at: one, or two when it compares. */
export function subjectsOf(gate: Gate): readonly Subject[] {
  return gate.limit.kind === 'multiple' ? [gate.subject, gate.limit.of] : [gate.subject];
}

function needsOfSubject({ metric, window }: Subject): readonly MetricNeed[] {
  const { needs } = metricDefinition(metric);
  // Without a fault, the whole run is steady.
  return window === 'all' || window === 'steady' ? needs : [...needs, 'fault'];
}
