import type { FaultRecord, Milestones, RunRecord } from '../../model/run-record.js';
import { faultRounds, faultsToldWhole } from '../facts/fault-rounds.js';
import { inFlightRows } from '../facts/in-flight.js';
import { outageOf } from '../facts/outage.js';
import { type WaterfallStep, waterfallOf } from '../facts/waterfall.js';
import { formatDuration } from '../format-figures.js';
import { labelled, type Page, remark, section, table, wrapText } from './page.js';

/** One section a fault: the failover as a waterfall, the outage, and what was in flight. Many faults stand in a table first. */
export function faultSections(page: Page, record: RunRecord): readonly string[] {
  const rounds = faultRounds(record);
  const sections = faultsToldWhole(record).flatMap(({ fault, title }) => {
    const outage = outageOf(fault.unavailability);
    return section(page, `FAULT: ${title}`, [
      ...describe(page, fault),
      ...fault.milestones.flatMap((milestones) => ['', ...waterfall(page, record, fault, milestones)]),
      '',
      ...table(page, ['without service', 'writes', 'reads'], outage.rows),
      ...remark(page, outage.meaning),
      '',
      ...labelled(page, inFlightRows(fault.inFlight)),
    ]);
  });
  if (rounds === null) return sections;
  const align = (column: number) => (column === 1 || column === 3 ? 'left' : 'right');
  const lines = [...table(page, rounds.head, rounds.rows, align), ...remark(page, rounds.meaning)];
  return [...section(page, 'FAULTS', lines), ...sections];
}

function describe(page: Page, fault: FaultRecord): readonly string[] {
  const healed = fault.healedAtMs === null ? 'never healed' : `healed at ${formatDuration(fault.healedAtMs)}`;
  return wrapText(
    `Struck ${fault.targets.join(', ') || 'nothing'} at ${formatDuration(fault.injectedAtMs)}, ${healed}. ` +
      (fault.proof === null ? 'NO EFFECT could be proved.' : `Proved: ${fault.proof}.`),
    page.columns - 2,
  );
}

const labelColumns = 24;
const timeColumns = 10;

function waterfall(page: Page, record: RunRecord, fault: FaultRecord, milestones: Milestones): readonly string[] {
  const steps = waterfallOf(record, fault, milestones);
  const spanMs = Math.max(0, ...steps.map(({ afterMs }) => afterMs ?? 0));
  const barColumns = page.columns - 2 - labelColumns - timeColumns - 2;
  const scale = spanMs === 0 ? 0 : barColumns / spanMs;
  const end = formatDuration(spanMs);
  return [
    `shard ${milestones.shard}`.padEnd(labelColumns) +
      'after'.padStart(timeColumns) +
      (spanMs === 0 ? '' : page.paint.quiet(`  0${end.padStart(barColumns - 1)}`)),
    ...steps.map(
      (step, index) =>
        step.label.padEnd(labelColumns) +
        step.text.padStart(timeColumns) +
        `  ${bar(page, steps[index - 1]?.afterMs ?? 0, step, scale, barColumns)}`,
    ),
  ];
}

/** The time since the step before as a block, all before that as a thin line. */
function bar(page: Page, sinceMs: number, step: WaterfallStep, scale: number, barColumns: number): string {
  if (step.afterMs === null || scale === 0) return '';
  const end = Math.min(barColumns, Math.max(1, Math.round(step.afterMs * scale)));
  const start = Math.min(end - 1, Math.max(0, Math.round(sinceMs * scale)));
  return page.paint.quiet('·'.repeat(start)) + '█'.repeat(end - start);
}
