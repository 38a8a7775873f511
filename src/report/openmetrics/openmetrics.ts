import type { RunRecord } from '../../record/run-record.js';
import { scenarioName } from '../facts/headline.js';
import { withPlainText } from '../plain-text.js';
import type { Reporter } from '../reporter.js';
import { exposition } from './exposition.js';
import { faultFamilies } from './fault-families.js';
import { loadFamilies } from './load-families.js';
import { originFamilies } from './origin-families.js';
import { runFamilies } from './run-families.js';
import { withRunLabels } from './run-labels.js';

/**
 * The figures of a run as OpenMetrics text, for Prometheus and compatible readers. Every sample has the scenario and the
 * run's labels.
 */
export const openmetrics = {
  summary: 'The figures as OpenMetrics text, for Prometheus and compatible tools.',
  fileName: 'metrics.txt',
  render,
} as const satisfies Reporter;

function render(unchecked: RunRecord): string {
  const record = withPlainText(unchecked);
  const families = [
    ...runFamilies(record),
    ...loadFamilies(record),
    ...originFamilies(record),
    ...faultFamilies(record),
  ];
  return exposition(withRunLabels(families, scenarioName(record), record.run.labels ?? {}));
}
