import type { RunRecord } from '../../model/run-record.js';
import { hitRateText, readsLine } from '../facts/hit-rate.js';
import { keyFigures } from '../facts/key-figures.js';
import { isOpenLoop } from '../facts/loop.js';
import { phaseFigures } from '../facts/phase-figures.js';
import { chartBlock, type Section, tableBlock } from './blocks.js';
import { chartIds } from './charts/chart-data.js';
import { html } from './markup.js';

/** Throughput and latency over time, and the same by phase in figures. */
export function timeSection(record: RunRecord): Section {
  const head = { id: 'time', title: 'Over time' };
  if (record.phases.length === 0) return { ...head, content: html`<p>Nothing was measured.</p>` };
  const phases = phaseFigures(record);
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
      ...(record.timeline.intervals.some(({ misses = 0 }) => misses > 0)
        ? [chartBlock(chartIds.hits, 'Hit rate: reads that found their key', hitSentence(record))]
        : []),
      tableBlock({ caption: 'The phases in figures', ...phases, figures: 'but-first' }),
      html`<p class="quiet">Reads: ${readsLine(record.totals)}.</p>`,
    ],
  };
}

function hitSentence(record: RunRecord): string {
  const phases = record.phases.map((phase) => `${phase.name} ${hitRateText(phase)}`);
  return `Hit rate: ${phases.join(', ')}.`;
}

function sentence(record: RunRecord, name: string): string {
  const figure = keyFigures(record).find(([label]) => label === name);
  return figure === undefined ? '' : `${figure[0]}: ${figure[1]}.`;
}
