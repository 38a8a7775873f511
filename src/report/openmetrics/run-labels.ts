import type { MetricFamily } from './exposition.js';

/** The families with the scenario's name, and the labels that a person attached to the run, on every sample. */
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

/** The run's own labels under names that OpenMetrics allows, and that none of ours has. Source: OpenMetrics 1.0, "label-name". */
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
