import type { RunRecord } from '../../record/run-record.js';
import type { FaultRecord } from '../../record/sections/faults.js';
import { errorsLine } from '../facts/error-texts.js';
import { byOutage, faultsInFull } from '../facts/fault-rounds.js';
import { outageTable } from '../facts/outage.js';
import { phaseFigures } from '../facts/phase-figures.js';
import { shardFigures } from '../facts/shards.js';
import { auditWasOff, fateCounts, notAuditedRows, safetyWord } from '../facts/write-safety.js';
import { waterfall } from './fault-sections.js';
import { originSection } from './origin-section.js';
import { labelled, type Page, section, table, wrapText } from './page.js';

/** A part of the brief report; the most dispensable parts are omitted first. */
export interface BriefSection {
  readonly lines: readonly string[];
  readonly dispensable: number;
}

/** What a person on call needs above the answer. Everything else is in the full report. */
export function briefSections(page: Page, record: RunRecord): readonly BriefSection[] {
  const [worst] = faultsInFull(record).toSorted((left, right) => byOutage(left.fault, right.fault));
  const shards = shardFigures(record);
  return [
    { lines: load(page, record), dispensable: worst === undefined ? 3 : 6 },
    ...(worst === undefined ? [] : [failover(page, record, worst.fault, worst.title)]),
    ...(worst === undefined ? [] : [{ lines: outage(page, worst.fault), dispensable: 1 }]),
    ...(shards === null
      ? []
      : [{ lines: section(page, 'SHARDS', table(page, shards.head, shards.rows, aligned)), dispensable: 4 }]),
    // Reads are compared with the origin instead of auditing writes.
    { lines: record.origin ? originSection(page, record) : writeSafety(page, record), dispensable: 2 },
    { lines: warnings(page, record), dispensable: 0 },
  ];
}

function aligned(column: number): 'left' | 'right' {
  return column < 2 ? 'left' : 'right';
}

function load(page: Page, record: RunRecord): readonly string[] {
  if (record.phases.length === 0) return section(page, 'LOAD', ['Nothing was measured.']);
  const { head, rows } = phaseFigures(record, 'brief');
  return section(page, 'LOAD', [
    ...table(page, head, rows),
    ...labelled(page, [['errors', errorsLine(record.totals.errors)]]),
  ]);
}

function failover(page: Page, record: RunRecord, fault: FaultRecord, title: string): BriefSection {
  const shard = fault.milestones.toSorted((left, right) => (right.writesBackMs ?? 0) - (left.writesBackMs ?? 0))[0];
  const lines = shard === undefined ? [] : waterfall(page, record, fault, shard, { withNotes: false });
  return { lines: section(page, `FAULT: ${title}`, lines), dispensable: 5 };
}

function outage(page: Page, { unavailability }: FaultRecord): readonly string[] {
  const { rows } = outageTable(unavailability);
  return section(page, 'OUTAGE', table(page, ['', 'writes', 'reads'], rows));
}

function writeSafety(page: Page, record: RunRecord): readonly string[] {
  const safety = record.writeSafety;
  if (auditWasOff(record)) return section(page, 'WRITE SAFETY', ['The audit was off.']);
  const counts = fateCounts(safety);
  return section(page, `WRITE SAFETY: ${safetyWord(record)}`, [
    ...(safety.fates === null
      ? wrapText(safety.reason, page.columns - 2)
      : table(
          page,
          counts.map(([fate]) => fate),
          [counts.map(([, count]) => count)],
          () => 'right',
        )),
    ...labelled(page, notAuditedRows(safety)),
  ]);
}

const mostWarningLines = 6;

function warnings(page: Page, { warnings }: RunRecord): readonly string[] {
  const lines = warnings.flatMap(({ message }) => wrapText(message, page.columns - 2));
  const shown = lines.length > mostWarningLines ? [...lines.slice(0, mostWarningLines - 1), '… (--full)'] : lines;
  return section(page, 'WARNINGS', shown);
}
