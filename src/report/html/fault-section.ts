import type { FaultRecord, RunRecord } from '../../model/run-record.js';
import { faultRounds, faultsToldWhole } from '../facts/fault-rounds.js';
import { inFlightRows } from '../facts/in-flight.js';
import { outageOf } from '../facts/outage.js';
import { type WaterfallStep, waterfallOf } from '../facts/waterfall.js';
import { formatDuration } from '../format-figures.js';
import { factList, folded, type Section, tableBlock } from './blocks.js';
import { type Content, html, type Markup } from './markup.js';

/** Each fault: how it struck, the failover step by step on each shard, the outage, and what was in flight. */
export function faultSection(record: RunRecord): Section {
  const rounds = faultRounds(record);
  return {
    id: 'failover',
    title: record.faults.length > 1 ? 'Faults and failovers' : 'Failover',
    content: [
      record.faults.length === 0 ? html`<p>No fault struck.</p>` : null,
      rounds === null
        ? null
        : [
            tableBlock({ caption: 'All faults', head: rounds.head, rows: rounds.rows, figures: [2, 4, 5, 6, 7] }),
            html`<p class="quiet">${rounds.meaning}</p>`,
          ],
      faultsToldWhole(record).map(({ fault, title }) => faultBlock(record, fault, title)),
    ],
  };
}

function faultBlock(record: RunRecord, fault: FaultRecord, title: string): Content {
  const outage = outageOf(fault.unavailability);
  const healed = fault.healedAtMs === null ? 'never healed' : `healed at ${formatDuration(fault.healedAtMs)}`;
  return [
    html`<h3>${title}</h3>
<p>Struck <code>${fault.targets.join(', ') || 'nothing'}</code> at ${formatDuration(fault.injectedAtMs)}, ${healed}.
${fault.proof === null ? html`<strong>No effect could be proved.</strong>` : `Proved: ${fault.proof}.`}</p>
`,
    fault.milestones.map((milestones) => waterfall(milestones.shard, waterfallOf(record, fault, milestones))),
    tableBlock({ caption: 'Without service', head: ['', 'writes', 'reads'], rows: outage.rows, figures: [1, 2] }),
    html`<p class="quiet">${outage.meaning}</p>`,
    folded('What was in flight at the fault', factList(inFlightRows(fault.inFlight))),
  ];
}

function waterfall(shard: number, steps: readonly WaterfallStep[]): Markup {
  const spanMs = Math.max(1, ...steps.map(({ afterMs }) => afterMs ?? 0));
  return html`<div class="waterfall">${tableBlock({
    caption: `Shard ${shard}, step by step after the fault`,
    head: ['step', 'after', ''],
    rows: steps.map((step, index) => [
      step.label,
      step.text,
      step.afterMs === null ? '' : bar((steps[index - 1]?.afterMs ?? 0) / spanMs, step.afterMs / spanMs),
    ]),
    figures: [1],
  })}</div>`;
}

/** The time since the step before as a block, all before that as a thin line. It says nothing that the figure doesn't. */
function bar(from: number, to: number): Markup {
  const [start, end] = [from, to].map((share) => Math.round(share * 1000));
  const width = Math.max(4, (end ?? 0) - (start ?? 0));
  return html`<svg class="bar" viewBox="0 0 1000 12" preserveAspectRatio="none" aria-hidden="true"><rect class="before" x="0" y="5.5" width="${start ?? 0}" height="1"/><rect class="step" x="${Math.min(start ?? 0, 1000 - width)}" y="0" width="${width}" height="12"/></svg>`;
}
