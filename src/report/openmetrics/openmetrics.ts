import type { RunRecord } from '../../model/run-record.js';
import { scenarioName } from '../facts/headline.js';
import { withPlainText } from '../plain-text.js';
import type { Reporter } from '../reporter.js';
import { exposition, type MetricFamily } from './exposition.js';
import { faultFamilies } from './fault-families.js';
import { loadFamilies } from './load-families.js';
import { runFamilies } from './run-families.js';

/** The figures of a run as OpenMetrics text, for Prometheus and what reads its format. Every sample has the scenario and the run's labels. */
export const openmetrics = {
  summary: 'The figures as OpenMetrics text, for Prometheus and what reads its format.',
  fileName: 'metrics.txt',
  render,
} as const satisfies Reporter;

function render(unchecked: RunRecord): string {
  const record = withPlainText(unchecked);
  const scenario = scenarioName(record);
  const families = [...runFamilies(record), ...loadFamilies(record), ...faultFamilies(record)];
  const given = labelsOf(record.run.labels ?? {}, families);
  return exposition(families.map((family) => withLabels(family, { scenario, ...given })));
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

function withLabels(family: MetricFamily, added: Readonly<Record<string, string>>): MetricFamily {
  return {
    ...family,
    samples: family.samples.map(({ labels, value }) => ({ labels: { ...added, ...labels }, value })),
  };
}
