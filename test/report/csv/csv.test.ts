import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foreignText } from '../../../src/model/foreign-text.js';
import type { RunRecord } from '../../../src/record/run-record.js';
import { csv } from '../../../src/report/csv/csv.js';
import { buildRecord } from '../../fixtures/records/build-record.js';
import { fixtureRecords } from '../../fixtures/records/fixture-records.js';

describe('a timeline as CSV', () => {
  it.each(Object.entries<RunRecord>(fixtureRecords))('of %s has a row per interval, with its figures', (_, record) => {
    const [head = [], ...rows] = readCsv(csv.render(record));
    expect(head.slice(2, 5)).toEqual(['phase', 'sent', 'ok']);
    expect(rows.map(([startMs, , , sent, ok]) => [startMs, sent, ok].map(Number))).toEqual(
      record.timeline.intervals.map(({ startMs, sent, ok }) => [startMs, sent, ok]),
    );
    for (const row of rows) expect(row).toHaveLength(head.length);
  });

  it('has the time of each interval, in a column whose name states the origin', () => {
    const [head, first] = readCsv(csv.render(fixtureRecords['healthy-steady-state']));
    expect(head?.slice(0, 2)).toEqual(['startMs', 'time']);
    expect(first?.slice(0, 2)).toEqual(['0', '2026-02-14T09:30:16.207Z']);
    const [oldHead, , second] = readCsv(csv.render(fixtureRecords.saturated));
    expect(oldHead?.slice(0, 2)).toEqual(['startMs', 'timeFromStartedAt']);
    expect(second?.slice(0, 2)).toEqual(['100', '2026-02-14T09:30:12.445Z']);
  });

  it('has what the origin did, if there was one', () => {
    const record = fixtureRecords['miss-storm'];
    const [head = [], ...rows] = readCsv(csv.render(record));
    const column = (name: string) => rows.map((row) => row[head.indexOf(name)]);
    const { intervals } = record.timeline;
    expect(column('originReads')).toEqual(intervals.map(({ origin }) => String(origin?.reads)));
    expect(column('originPoolWaitP99Us')[40]).toBe('996000');
    const [other = []] = readCsv(csv.render(fixtureRecords['healthy-steady-state']));
    expect(other.filter((name) => name.startsWith('origin'))).toEqual([]);
  });

  it('keeps its columns, whatever an error is named', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const base = buildRecord();
        const [first] = base.timeline.intervals;
        const intervals = [{ ...first!, errors: { [name]: 7 } }];
        const [head = [], row = [], ...rest] = readCsv(
          csv.render({ ...base, timeline: { intervalMs: 100, intervals } }),
        );
        expect(rest).toEqual([]);
        expect(head.at(-1)).toBe(foreignText(`error:${name}`));
        expect(row.at(-1)).toBe('7');
        expect(row).toHaveLength(head.length);
      }),
    );
  });
});

/** Parses CSV by RFC 4180; throws for everything that it does not allow. */
function readCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    if (!found) throw new Error('no CSV');
    const [, quoted, plain = '', end] = found;
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}
