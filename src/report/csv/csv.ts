import type { RunRecord } from '../../record/run-record.js';
import type { OriginInterval } from '../../record/sections/timeline.js';
import { clockZero } from '../facts/clock-zero.js';
import { phaseAt } from '../facts/phase-parts.js';
import { withPlainText } from '../plain-text.js';
import type { Reporter } from '../reporter.js';
import { csvTable } from './csv-table.js';

/** The timeline for a spreadsheet or plot: one row per interval; missing values are empty (RFC 4180). */
export const csv = {
  summary: 'The timeline as a spreadsheet, one row per interval.',
  fileName: 'timeline.csv',
  render,
} as const satisfies Reporter;

const figures = [
  'sent',
  'ok',
  'fail',
  'indeterminate',
  'dropped',
  'p50Us',
  'p99Us',
  'maxUs',
  'hits',
  'misses',
] as const;

/** Of the origin behind the cache; columns only of a run that has one. */
const originFigures = {
  originReads: 'reads',
  originFailedReads: 'failedReads',
  originWrites: 'writes',
  originFailedWrites: 'failedWrites',
  originNoConnection: 'noConnection',
  originP99Us: 'p99Us',
  originPoolWaitP99Us: 'poolWaitP99Us',
} as const satisfies Readonly<Record<string, keyof OriginInterval>>;

function render(unchecked: RunRecord): string {
  const record = withPlainText(unchecked);
  const { intervals } = record.timeline;
  const errorNames = [...new Set(intervals.flatMap(({ errors }) => Object.keys(errors)))].sort();
  const ofOrigin = intervals.some(({ origin }) => origin !== undefined) ? Object.entries(originFigures) : [];
  const { atMs, recorded } = clockZero(record);
  // Without a recorded clock, the times are those of the program's start, seconds early, and their column name indicates it.
  const head = [
    'startMs',
    recorded ? 'time' : 'timeFromStartedAt',
    'phase',
    ...figures,
    ...ofOrigin.map(([column]) => column),
    ...errorNames.map((name) => `error:${name}`),
  ];
  const rows = intervals.map((interval) => [
    interval.startMs,
    new Date(atMs + interval.startMs).toISOString(),
    phaseAt(record, interval.startMs) ?? '',
    ...figures.map((name) => interval[name] ?? ''),
    ...ofOrigin.map(([, name]) => interval.origin?.[name] ?? ''),
    ...errorNames.map((name) => interval.errors[name] ?? 0),
  ]);
  return csvTable(head, rows);
}
