import type { RunRecord } from '../../record/run-record.js';
import { availabilityRows } from '../facts/availability.js';
import { verdictWords } from '../facts/headline.js';
import { fateCounts, foundText, safetyWord, writeSafetyRows } from '../facts/write-safety.js';
import { formatInUnit, formatMoment } from '../format-figures.js';
import { labelled, type Page, section, table, wrapText } from './page.js';

/** What was judged: the writes, the availability, and the gates with their reasons. */
export function verdictSections(page: Page, record: RunRecord): readonly string[] {
  return [
    ...section(page, 'WRITE SAFETY', writeSafety(page, record)),
    ...section(page, 'AVAILABILITY', labelled(page, availabilityRows(record))),
    ...section(page, 'GATES', gates(page, record)),
  ];
}

function writeSafety(page: Page, record: RunRecord): readonly string[] {
  const safety = record.writeSafety;
  const word = safetyWord(record);
  const [first = '', ...rest] = wrapText(safety.reason, page.columns - 2 - word.length - 2);
  const head = [
    `${page.paint.verdict(word)}  ${first}`,
    ...rest.map((line) => ' '.repeat(word.length + 2) + line),
    `audit ${safety.audit}, durability ${safety.durability}`,
  ];
  if (safety.audit === 'off') return head;
  const fates = fateCounts(safety);
  return [
    ...head,
    '',
    ...table(
      page,
      fates.map(([fate]) => fate),
      [fates.map(([, count]) => count)],
      () => 'right',
    ),
    '',
    ...labelled(page, writeSafetyRows(record)),
    ...samples(page, record),
  ];
}

const mostSamples = 5;

function samples(page: Page, record: RunRecord): readonly string[] {
  const { lostSamples } = record.writeSafety;
  if (lostSamples.length === 0) return [];
  const keyColumns = Math.max(16, page.columns - 54);
  return [
    '',
    ...table(
      page,
      ['lost, for example', 'acknowledged', 'at', 'found', 'shard'],
      lostSamples
        .slice(0, mostSamples)
        .map(({ key, acknowledgedSequence, foundSequence, acknowledgedAtMs, shard }) => [
          wrapText(key, keyColumns).join('\n'),
          `write ${acknowledgedSequence}`,
          formatMoment(acknowledgedAtMs),
          foundText(foundSequence),
          String(shard),
        ]),
    ),
    ...(lostSamples.length > mostSamples ? [`and ${lostSamples.length - mostSamples} more in the record`] : []),
  ];
}

function gates(page: Page, record: RunRecord): readonly string[] {
  if (record.gates.length === 0) return ['None are defined.'];
  const rows = record.gates.map(({ verdict, observed, limit, unit }) => [
    verdictWords[verdict],
    formatInUnit(observed, unit),
    formatInUnit(limit, unit),
  ]);
  const width = (column: number, least: number) =>
    rows.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), least);
  const textColumns = page.columns - 2 - 6 - 'UNKNOWN'.length - width(1, 'observed'.length) - width(2, 'limit'.length);
  return table(
    page,
    ['verdict', 'observed', 'limit', 'gate and reason'],
    record.gates.map(({ expression, explanation }, index) => {
      const [word = '', observed = '', limit = ''] = rows[index] ?? [];
      return [
        page.paint.verdict(word),
        observed,
        limit,
        [...wrapText(expression, textColumns), ...wrapText(explanation, textColumns).map(page.paint.quiet)].join('\n'),
      ];
    }),
    (column) => (column === 0 || column === 3 ? 'left' : 'right'),
  );
}
