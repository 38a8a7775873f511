import type { RunRecord } from '../../record/run-record.js';
import type { FaultRecord, Milestones } from '../../record/sections/faults.js';
import { type FailoverLine, type FailoverSide, failoverSides } from '../facts/failover-sides.js';
import { faultCourse } from '../facts/fault-course.js';
import { faultRounds, faultsInFull } from '../facts/fault-rounds.js';
import { inFlightRows } from '../facts/in-flight.js';
import { outageTable } from '../facts/outage.js';
import { rewarmSentence } from '../facts/rewarm.js';
import { serviceEventRows, serviceEventsTitle } from '../facts/service-events.js';
import { shardFigures } from '../facts/shards.js';
import { formatDuration } from '../format-figures.js';
import { cutToWidth, padToWidth } from '../text-width.js';
import { labelled, type Page, remark, section, table, wrapText } from './page.js';

/**
 * One section per fault: the failover as a waterfall, the outage, and what was in flight. With many faults, a table comes
 * first.
 */
export function faultSections(page: Page, record: RunRecord): readonly string[] {
  const rounds = faultRounds(record);
  const sections = faultsInFull(record).flatMap(({ fault, title }) => {
    const outage = outageTable(fault.unavailability);
    return section(page, `FAULT: ${title}`, [
      ...describe(page, fault),
      ...fault.milestones.flatMap((milestones) => ['', ...waterfall(page, record, fault, milestones)]),
      ...serviceEvents(page, fault),
      '',
      ...table(page, ['without service', 'writes', 'reads'], outage.rows),
      ...remark(page, outage.meaning),
      '',
      ...labelled(page, inFlightRows(fault.inFlight)),
    ]);
  });
  const shards = shardFigures(record);
  if (shards !== null)
    sections.push(
      ...section(page, 'SHARDS', [
        ...table(page, shards.head, shards.rows, (column) => (column < 2 ? 'left' : 'right')),
        ...remark(page, shards.meaning),
      ]),
    );
  if (rounds === null) return sections;
  const align = (column: number) => (column === 1 || column === 3 ? 'left' : 'right');
  const lines = [...table(page, rounds.head, rounds.rows, align), ...remark(page, rounds.meaning)];
  return [...section(page, 'FAULTS', lines), ...sections];
}

function describe(page: Page, fault: FaultRecord): readonly string[] {
  const warmth = rewarmSentence(fault);
  return wrapText(
    [
      faultCourse(fault),
      fault.proof === null ? 'NO EFFECT could be proved.' : `Proof: ${fault.proof}.`,
      ...(warmth === null ? [] : [warmth]),
    ].join(' '),
    page.columns - 2,
  );
}

function serviceEvents(page: Page, fault: FaultRecord): readonly string[] {
  const rows = serviceEventRows(fault);
  return rows.length === 0 ? [] : ['', ...remark(page, serviceEventsTitle), ...labelled(page, rows)];
}

const labelColumns = 26;
const timeColumns = 10;

/** Servers, their watchers, and clients, one below the other on one clock, followed by further details. */
export function waterfall(
  page: Page,
  record: RunRecord,
  fault: FaultRecord,
  milestones: Milestones,
  { withNotes }: { readonly withNotes: boolean } = { withNotes: true },
): readonly string[] {
  const { spanMs, sides } = failoverSides(record, fault, milestones);
  const barColumns = page.columns - 2 - labelColumns - timeColumns - 2;
  const scale = spanMs === 0 ? 0 : barColumns / spanMs;
  const end = formatDuration(spanMs);
  return [
    `shard ${milestones.shard}`.padEnd(labelColumns) +
      'after'.padStart(timeColumns) +
      (spanMs === 0 ? '' : page.paint.quiet(`  0${end.padStart(barColumns - 1)}`)),
    ...sides.flatMap(({ title, lines }) => [
      page.paint.quiet(title.toLowerCase()),
      ...lines.map((line) => `${head(line)}  ${bar(page, line, scale, barColumns)}`),
    ]),
    ...(withNotes ? sides.flatMap((side) => notes(page, side)) : []),
  ];
}

/** Text too long for its columns is cut: a node's name can be a hostname. */
function head({ label, text }: FailoverLine): string {
  return padToWidth(`  ${cutToWidth(label, labelColumns - 3)}`, labelColumns) + text.padStart(timeColumns);
}

/** The time since the previous line, or since a watcher first suspected, as a block; everything before as a thin line. */
function bar(page: Page, { sinceMs, afterMs }: FailoverLine, scale: number, barColumns: number): string {
  if (afterMs === null || scale === 0) return '';
  const end = Math.min(barColumns, Math.max(1, Math.round(afterMs * scale)));
  const start = Math.min(end - 1, Math.max(0, Math.round(sinceMs * scale)));
  return page.paint.quiet('·'.repeat(start)) + '█'.repeat(end - start);
}

function notes(page: Page, { side, title, lines }: FailoverSide): readonly string[] {
  const noted = lines.flatMap(({ label, text, note }) =>
    note === null ? [] : [[side === 'watchers' ? label : text, note] as const],
  );
  if (noted.length === 0) return [];
  const meaning = side === 'watchers' ? `as seen by the ${title.toLowerCase()}` : "with ElastiCache's event names";
  const labelWidth = Math.max(...noted.map(([label]) => [...label].length)) + 2;
  return ['', page.paint.quiet(meaning), ...labelled(page, noted, Math.min(labelWidth, labelColumns))];
}
