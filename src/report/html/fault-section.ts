import type { RunRecord } from '../../record/run-record.js';
import type { FaultRecord, Milestones } from '../../record/sections/faults.js';
import { failoverSides } from '../facts/failover-sides.js';
import { faultCourse } from '../facts/fault-course.js';
import { faultRounds, faultsInFull } from '../facts/fault-rounds.js';
import { inFlightRows } from '../facts/in-flight.js';
import { outageTable } from '../facts/outage.js';
import { rewarmSentence } from '../facts/rewarm.js';
import { serviceEventRows, serviceEventsTitle } from '../facts/service-events.js';
import type { Side } from '../facts/waterfall.js';
import { formatDuration } from '../format-figures.js';
import { factList, folded, type Section, tableBlock } from './blocks.js';
import { type Content, html, type Markup } from './markup.js';
import type { Colour } from './page/palette.js';
import { spanBar } from './span-bar.js';

/**
 * Each fault: how it struck, the failover step by step on each shard, the outage, and what was in flight; null without
 * faults.
 */
export function faultSection(record: RunRecord): Section | null {
  if (record.faults.length === 0) return null;
  const rounds = faultRounds(record);
  return {
    id: 'failover',
    title: record.faults.length > 1 ? 'Faults and failovers' : 'Failover',
    content: [
      rounds === null
        ? null
        : [
            tableBlock({ caption: 'All faults', head: rounds.head, rows: rounds.rows, figures: [2, 4, 5, 6, 7] }),
            html`<p class="quiet">${rounds.meaning}</p>`,
          ],
      faultsInFull(record).map(({ fault, title }) => faultBlock(record, fault, title)),
    ],
  };
}

function faultBlock(record: RunRecord, fault: FaultRecord, title: string): Content {
  const outage = outageTable(fault.unavailability);
  const warmth = rewarmSentence(fault);
  const serviceEvents = serviceEventRows(fault);
  return [
    html`<h3>${title}</h3>
<p>${faultCourse(fault)}
${fault.proof === null ? html`<strong>No effect could be proved.</strong>` : `Proof: ${fault.proof}.`}${warmth === null ? '' : ` ${warmth}`}</p>
`,
    fault.milestones.map((milestones) => waterfall(record, fault, milestones)),
    serviceEvents.length === 0
      ? null
      : tableBlock({ caption: serviceEventsTitle, head: ['after', 'event'], rows: serviceEvents }),
    tableBlock({ caption: 'Without service', head: ['', 'writes', 'reads'], rows: outage.rows, figures: [1, 2] }),
    html`<p class="quiet">${outage.meaning}</p>`,
    folded('What was in flight at the fault', factList(inFlightRows(fault.inFlight))),
  ];
}

/**
 * One table per side, stacked with equal column widths, so that all bars share a clock. A bar is the time since the previous
 * line, or since a watcher first suspected.
 */
function waterfall(record: RunRecord, fault: FaultRecord, milestones: Milestones): Markup {
  const { spanMs, sides } = failoverSides(record, fault, milestones);
  const scale = Math.max(1, spanMs);
  return html`<h4>Shard ${milestones.shard}, step by step after the fault</h4>
<div class="waterfall">${sides.map(({ side, title, lines }) =>
    tableBlock({
      caption: title,
      head: ['step', 'after', `0 to ${formatDuration(spanMs)}`],
      rows: lines.map(({ label, text, note, sinceMs, afterMs }) => [
        note === null
          ? label
          : html`${label}<span class="why">${side === 'servers' ? 'ElastiCache: ' : ''}${note}</span>`,
        text,
        afterMs === null ? '' : spanBar(sinceMs / scale, afterMs / scale, sideColours[side]),
      ]),
      figures: [1],
    }),
  )}</div>`;
}

const sideColours = { servers: 'chart-1', watchers: 'chart-4', clients: 'chart-2' } as const satisfies Record<
  Side,
  Colour
>;
