import type { RunRecord } from '../../model/run-record.js';
import { latencyFigures } from '../facts/latency-figures.js';
import { chartBlock, type Section, tableBlock } from './blocks.js';
import { chartIds } from './charts/chart-data.js';
import { html } from './markup.js';

/** The percentile curve, and the percentiles of each kind of operation. */
export function latencySection(record: RunRecord): Section {
  const head = { id: 'latency', title: 'Latency' };
  if (record.phases.length === 0) return { ...head, content: html`<p>Nothing was measured.</p>` };
  const { meaning, ...figures } = latencyFigures(record);
  return {
    ...head,
    content: [
      chartBlock(chartIds.percentiles, 'Latency at each percentile', 'The table below has the same in figures.'),
      tableBlock({ caption: 'Percentiles by kind of operation', ...figures, figures: 'but-first' }),
      html`<p class="quiet">${meaning}</p>`,
    ],
  };
}
