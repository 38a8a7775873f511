import type { RunRecord } from '../../record/run-record.js';
import { keyFigureText, p99Figure } from '../facts/key-figures.js';
import { latencyFigures } from '../facts/latency-figures.js';
import { isOpenLoop } from '../facts/loop.js';
import { phaseFigures } from '../facts/phase-figures.js';
import { stepFigures } from '../facts/step-figures.js';
import { type Section, tableBlock } from './blocks.js';
import { chartBlock } from './charts/chart-block.js';
import { type ChartData, chartIds } from './charts/chart-data.js';
import { html } from './markup.js';

/** Latency over time and by phase, the percentile curve, and the percentiles of each kind of operation. */
export function latencySection(record: RunRecord, drawn: ChartData): Section {
  const head = { id: 'latency', title: 'Latency' };
  if (record.phases.length === 0) return { ...head, content: html`<p>Nothing was measured.</p>` };
  const { meaning, ...figures } = latencyFigures(record);
  const steps = stepFigures(record);
  const sort = isOpenLoop(record) ? 'Response' : 'Service';
  return {
    ...head,
    content: [
      chartBlock(drawn, chartIds.latency, {
        title: `${sort} time over the run: p50, p99 and maximum`,
        summary: `p99 by phase: ${keyFigureText(p99Figure(record))}.`,
      }),
      tableBlock({ caption: 'Figures by phase', ...phaseFigures(record), figures: 'but-first' }),
      chartBlock(drawn, chartIds.percentiles, {
        title: 'Latency at each percentile',
        summary: 'The table below has the same figures.',
      }),
      tableBlock({ caption: 'Percentiles by kind of operation', ...figures, figures: 'but-first' }),
      html`<p class="quiet">${meaning}</p>`,
      ...(steps === null ? [] : [tableBlock({ caption: 'Steps of each operation', ...steps, figures: 'but-first' })]),
    ],
  };
}
