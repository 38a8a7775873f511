import type { RunRecord } from '../../record/run-record.js';
import type { OutageRecord } from '../../record/sections/outages.js';
import { availabilityRows } from '../facts/availability.js';
import { hitRateText, readsLine } from '../facts/hit-rate.js';
import { keyFigureText, throughputFigure } from '../facts/key-figures.js';
import { shardAvailability } from '../facts/shard-availability.js';
import { formatDuration } from '../format-figures.js';
import { factList, type Section, tableBlock } from './blocks.js';
import { chartBlock } from './charts/chart-block.js';
import { type ChartData, chartIds } from './charts/chart-data.js';
import { type Content, html, type Markup } from './markup.js';
import { type Colour, lightColours } from './page/palette.js';

/** What share of the load was served, and when it was not, in total and per shard, and what the outage cost of the SLA. */
export function availabilitySection(record: RunRecord, drawn: ChartData): Section {
  const head = { id: 'availability', title: 'Availability' };
  if (record.phases.length === 0) return { ...head, content: html`<p>Nothing was measured.</p>` };
  const anyMiss = record.timeline.intervals.some(({ misses = 0 }) => misses > 0);
  return {
    ...head,
    content: [
      chartBlock(drawn, chartIds.throughput, {
        title: 'Operations a second',
        summary: `throughput: ${keyFigureText(throughputFigure(record))}.`,
      }),
      factList(availabilityRows(record)),
      byShard(record),
      anyMiss
        ? [
            chartBlock(drawn, chartIds.hits, { title: 'Hit rate: reads that found their key', summary: hits(record) }),
            html`<p class="quiet">Reads: ${readsLine(record.totals)}.</p>`,
          ]
        : null,
    ],
  };
}

function byShard(record: RunRecord): Content {
  const shards = shardAvailability(record);
  if (shards === null) return null;
  const { head, lines, endMs, meaning } = shards;
  return [
    html`<h3>Each shard</h3>`,
    tableBlock({
      caption: 'All shards together, then each',
      head: [...head, `outages, 0 to ${formatDuration(endMs)}`],
      rows: lines.map(({ name, cells, outages }) => [name, ...cells, lane(outages, endMs)]),
      figures: [2, 3, 4, 5, 6],
    }),
    html`<p class="quiet">${meaning} In the last column, outages of writes are above the line, and those of reads below.</p>`,
  ];
}

/** Times without writes (above) and reads (below) on the run's clock. Adds nothing to the figures. */
function lane(outages: readonly OutageRecord[], endMs: number): Markup {
  const scale = 1000 / Math.max(1, endMs);
  return html`<svg class="bar lane" viewBox="0 0 1000 12" preserveAspectRatio="none" aria-hidden="true"><rect class="fill-chart-plan" fill="${lightColours['chart-plan']}" x="0" y="5.5" width="1000" height="1"/>${outages.map(
    ({ sort, startMs, durationMs }) =>
      html`<rect class="fill-${laneColours[sort]}" fill="${lightColours[laneColours[sort]]}" x="${Math.round(startMs * scale)}" y="${sort === 'write' ? 0 : 7}" width="${Math.max(4, Math.round(durationMs * scale))}" height="5"/>`,
  )}</svg>`;
}

const laneColours = { write: 'fail', read: 'chart-5' } as const satisfies Record<OutageRecord['sort'], Colour>;

function hits(record: RunRecord): string {
  return `Hit rate: ${record.phases.map((phase) => `${phase.name} ${hitRateText(phase)}`).join(', ')}.`;
}
