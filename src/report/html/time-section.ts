import type { RunRecord } from '../../model/run-record.js';
import { keyFigures } from '../facts/key-figures.js';
import { isOpenLoop } from '../facts/loop.js';
import { phaseFigures } from '../facts/phase-figures.js';
import { formatCount } from '../format-figures.js';
import { chartBlock, type Section, tableBlock } from './blocks.js';
import { chartIds } from './charts/chart-data.js';
import { html } from './markup.js';

/** Throughput and latency over time, and the same by phase in figures. */
export function timeSection(record: RunRecord): Section {
  const head = { id: 'time', title: 'Over time' };
  if (record.phases.length === 0) return { ...head, content: html`<p>Nothing was measured.</p>` };
  const phases = phaseFigures(record);
  const { hits, misses } = record.totals;
  const sort = isOpenLoop(record) ? 'Response' : 'Service';
  return {
    ...head,
    content: [
      // No `noscript`: where a policy forbids scripts, as some CI systems do for files of a build, browsers don't show one.
      html`<p class="notice" id="no-charts">Charts need scripts, which are off here. The figures stand in the tables.</p>
`,
      chartBlock(chartIds.throughput, 'Throughput, operations a second', sentence(record, 'throughput')),
      chartBlock(
        chartIds.latency,
        `${sort} time of each moment: p50, p99 and maximum`,
        sentence(record, `p99 ${sort.toLowerCase()}`),
      ),
      tableBlock({ caption: 'The phases in figures', ...phases, figures: 'but-first' }),
      html`<p class="quiet">Reads: ${formatCount(hits)} hits, ${formatCount(misses)} misses.</p>`,
    ],
  };
}

function sentence(record: RunRecord, name: string): string {
  const figure = keyFigures(record).find(([label]) => label === name);
  return figure === undefined ? '' : `${figure[0]}: ${figure[1]}.`;
}
