import type { MetricFamily } from './exposition.js';

/** Adds the scenario's name and the user's labels for the run to every sample. */
export function withRunLabels(
  families: readonly MetricFamily[],
  scenario: string,
  labels: Readonly<Record<string, string>>,
): readonly MetricFamily[] {
  const added = { scenario, ...labelsOf(labels, families) };
  return families.map((family) => ({
    ...family,
    samples: family.samples.map(({ labels, value }) => ({ labels: { ...added, ...labels }, value })),
  }));
}

/**
 * The run's own labels, renamed to valid OpenMetrics names that don't collide with ours. Source: OpenMetrics 1.0,
 * "label-name".
 */
function labelsOf(
  labels: Readonly<Record<string, string>>,
  families: readonly MetricFamily[],
): Readonly<Record<string, string>> {
  const taken = new Set(['scenario', 'quantile', 'le']);
  for (const sample of families.flatMap(({ samples }) => samples))
    for (const name of Object.keys(sample.labels)) taken.add(name);
  const named: Record<string, string> = {};
  for (const [key, value] of Object.entries(labels)) {
    let name = key.replace(/[^a-zA-Z0-9_]/g, '_').replace(/^(?=\d|__|$)/, 'label_');
    while (taken.has(name)) name = `label_${name}`;
    taken.add(name);
    named[name] = value;
  }
  return named;
}
