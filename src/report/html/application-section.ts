import type { RunRecord } from '../../record/run-record.js';
import type { ApplicationRecord } from '../../record/sections/application.js';
import { applicationRows, layerHead, layerRows, outputRows } from '../facts/application-rows.js';
import { formatDuration } from '../format-figures.js';
import { factList, folded, type Section, tableBlock } from './blocks.js';
import { html, type Markup } from './markup.js';
import { spanBar } from './span-bar.js';

/** The program in front of the cache: the layers of each outage on one clock, and what it printed; null without one. */
export function applicationSection({ application }: RunRecord): Section | null {
  if (!application) return null;
  const output = outputRows(application);
  return {
    id: 'application',
    title: 'The application',
    content: [
      application.layers.map(layerBars),
      application.layers.length === 0
        ? null
        : tableBlock({
            caption: 'Layers of the outage',
            head: layerHead,
            rows: layerRows(application),
            figures: [2, 3, 4],
          }),
      factList(applicationRows(application)),
      output.length === 0
        ? null
        : folded(
            'What it printed around faults and exits',
            tableBlock({ caption: 'Output', captionSeen: false, head: ['at', 'line'], rows: output }),
          ),
    ],
  };
}

/** Both layers of one outage as bars on one clock; nothing if there was none. */
function layerBars({ fault, sort, users, cluster, ownShareMs }: ApplicationRecord['layers'][number]): Markup | null {
  const spans = [users, cluster].filter((span) => span !== null);
  if (spans.length === 0) return null;
  const startMs = Math.min(...spans.map((span) => span.startMs));
  const spanMs = Math.max(1, ...spans.map((span) => span.startMs + span.durationMs - startMs));
  const row = (
    name: string,
    span: ApplicationRecord['layers'][number]['users'],
    colour: Parameters<typeof spanBar>[2],
  ) => [
    name,
    formatDuration(span?.durationMs ?? 0),
    span === null
      ? ''
      : spanBar((span.startMs - startMs) / spanMs, (span.startMs + span.durationMs - startMs) / spanMs, colour),
  ];
  const own = ownShareMs === 0 ? null : { startMs: startMs + spanMs - ownShareMs, durationMs: ownShareMs };
  return html`<div class="waterfall">${tableBlock({
    caption: `${fault}: no ${sort}s, layer by layer`,
    head: ['layer', 'for', `0 to ${formatDuration(spanMs)}`],
    rows: [
      row('users of the application', users, 'chart-2'),
      row('cluster', cluster, 'chart-1'),
      row("application's own share", own, 'chart-4'),
    ],
    figures: [1],
  })}</div>`;
}
