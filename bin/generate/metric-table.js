import { markdownTable } from './markdown-table.js';
import { fromProject } from './project.js';

/** Every metric that a gate can use. */
export async function metricTable() {
  const [{ metricNames, metricDefinition }, { figureSyntax }] = await Promise.all([
    fromProject('dist/gate/metrics.js'),
    fromProject('dist/gate/figures.js'),
  ]);
  return markdownTable(
    ['metric', 'what it is', 'limit', 'during a phase', 'needs'],
    metricNames.map((/** @type {string} */ name) => {
      const { summary, unit, aggregates, windowed, needs } = metricDefinition(name);
      return [
        `\`${name}${aggregates.length > 0 ? '.…' : ''}\``,
        summary,
        figureSyntax[/** @type {'us'} */ (unit)],
        windowed ? 'yes' : 'no',
        needs.map((/** @type {string} */ need) => needWords[/** @type {keyof typeof needWords} */ (need)]).join(', ') ||
          '–',
      ];
    }),
  );
}

const needWords = {
  fault: 'a fault',
  'fault-or-cold-start': 'a fault, or `workload.preload: false`',
  audit: 'the audit on',
  'audited-reads': 'the audit on or an origin',
  origin: 'an origin',
  writes: 'writes in the mix',
  reads: 'reads in the mix',
  replicas: 'replicas',
  'open-loop': 'a rate',
};
