import { describe, expect, it } from 'vitest';
import { ndjson } from '../../../src/report/ndjson/ndjson.js';
import { fixtureRecords } from '../../fixtures/records/fixture-records.js';
import { sentinelFailover } from '../../fixtures/records/sentinel-failover.js';

interface Line {
  readonly type: string;
  readonly atMs?: number;
  readonly startMs?: number;
}

describe('the NDJSON report', () => {
  const record = sentinelFailover();
  const lines = ndjson
    .render(record)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

  it('has the run first, the result last, and every event and interval between them, in order of time', () => {
    expect(lines[0]).toMatchObject({ type: 'run', id: record.run.id, measuredAt: record.run.measuredAt ?? null });
    expect(lines.at(-1)).toMatchObject({ type: 'result', verdict: record.verdict, interrupted: false });
    const timed = lines.slice(1, -1);
    const moments = timed.map(({ atMs, startMs }) => atMs ?? startMs ?? Number.NaN);
    expect(moments).toEqual(moments.toSorted((left, right) => left - right));
    const events = timed.filter(({ type }) => type !== 'interval');
    expect(events).toHaveLength(record.events.length);
    expect(events).toEqual(expect.arrayContaining(record.events.map((event) => ({ ...event }))));
    const intervals = timed.filter(({ type }) => type === 'interval').map(({ type: _, ...interval }) => interval);
    expect(intervals).toEqual(record.timeline.intervals);
  });

  it('is the same for a record whose fields are in another order', () => {
    const reversed = (fields: object) => Object.fromEntries(Object.entries(fields).reverse());
    const other = { ...record, events: record.events.map(reversed) as unknown as typeof record.events };
    expect(ndjson.render(other)).toBe(ndjson.render(record));
  });

  it('has no line but the run and the result if nothing was measured', () => {
    const { events, ...rest } = fixtureRecords['interrupted-before-measuring'];
    const text = ndjson.render({ ...rest, events: [] });
    expect(events.length).toBeGreaterThan(0);
    expect(text.trimEnd().split('\n')).toHaveLength(2);
  });
});
