import { describe, expect, it } from 'vitest';
import { answeredForAnother, foreign, markedStale, missing } from '../../src/audit/observation.js';
import { RowLedger } from '../../src/audit/row-ledger.js';

const key = 3;
const rowLedger = (allowedMs: number | null = null, markedMs: number | null = null) =>
  new RowLedger(10, { allowedMs, markedMs, writesBehind: false });

/** Writes the key's next version from `fromMs` to `toMs`, invalidating from one millisecond before the end. */
function write(rows: RowLedger, fromMs: number, toMs: number, { invalidated = true, isOk = true } = {}): number {
  rows.reserve(key);
  const version = rows.beginWrite(key);
  rows.beginInvalidation(key, Math.max(fromMs, toMs - 1));
  rows.invalidationEnded(key, invalidated);
  rows.release(key, isOk, toMs);
  return version;
}

function fill(rows: RowLedger, version: number, outcome: 'ok' | 'fail' | 'indeterminate', atMs: number): void {
  rows.beginFill(key);
  rows.fillEnded(key, version, outcome, atMs);
}

const none = { race: 0, notInvalidated: 0, lostInvalidation: 0, allowed: 0, late: 0 };

describe('the rows behind a cache', () => {
  it('are never stale for a read that overlaps a write', () => {
    const rows = rowLedger();
    const floor = rows.floorOf(key);
    write(rows, 10, 20);
    rows.read(key, floor, 0, 5);
    rows.read(key, rows.floorOf(key), 1, 25);
    rows.beginWrite(key);
    rows.read(key, rows.floorOf(key), 1, 30);
    rows.read(key, rows.floorOf(key), 2, 30);
    rows.read(key, rows.floorOf(key), missing, 30);
    expect(rows.take()).toEqual({ stale: none, maxAgeMs: 0, phantom: 0, fills: 0, refusedFills: 0, samples: [] });
  });

  it('are stale by a race if an older value is cached after the invalidation', () => {
    const rows = rowLedger();
    rows.beginFill(key);
    write(rows, 10, 20);
    rows.fillEnded(key, 0, 'ok', 22);
    rows.read(key, rows.floorOf(key), 0, 50);
    const sample = { key, returned: 0, acknowledged: 1, cause: 'race', ageMs: 30 };
    expect(rows.take()).toMatchObject({ stale: { ...none, race: 1 }, maxAgeMs: 30, phantom: 0, samples: [sample] });
  });

  it('are stale by a race also while the next write is under way', () => {
    const rows = rowLedger();
    rows.beginFill(key);
    write(rows, 10, 20);
    rows.fillEnded(key, 0, 'ok', 22);
    const floor = rows.floorOf(key);
    rows.beginWrite(key);
    rows.beginInvalidation(key, 60);
    rows.read(key, floor, 0, 50);
    expect(rows.take().stale).toEqual({ ...none, race: 1 });
  });

  it('are stale by a race if nobody knows whether an older value is still to be cached', () => {
    const rows = rowLedger();
    rows.beginFill(key);
    write(rows, 10, 20);
    rows.fillEnded(key, 0, 'indeterminate', 22);
    rows.read(key, rows.floorOf(key), 0, 50);
    expect(rows.take().stale).toEqual({ ...none, race: 1 });
  });

  it('are stale because the cache was not invalidated, or has forgotten the invalidation', () => {
    const rows = rowLedger();
    fill(rows, 0, 'ok', 5);
    write(rows, 10, 20);
    rows.read(key, rows.floorOf(key), 0, 30);
    expect(rows.take().stale).toEqual({ ...none, lostInvalidation: 1 });
    write(rows, 40, 50, { invalidated: false });
    rows.read(key, rows.floorOf(key), 1, 60);
    expect(rows.take().stale).toEqual({ ...none, notInvalidated: 1 });
  });

  it('are as old as the first newer version, even if others follow', () => {
    const rows = rowLedger();
    for (let atMs = 10; atMs < 30_000; atMs += 10) write(rows, atMs, atMs);
    rows.read(key, rows.floorOf(key), 2_989, 40_000);
    expect(rows.take().maxAgeMs).toBe(40_000 - 29_900);
  });

  it('do not rise by a write that was not acknowledged, but by the next one', () => {
    const rows = rowLedger();
    write(rows, 10, 20, { isOk: false });
    expect(rows.floorOf(key)).toBe(0);
    expect(write(rows, 30, 40)).toBe(2);
    expect(rows.floorOf(key)).toBe(2);
  });

  it('may be stale while the cache says so, for as long as the newest mark lasts', () => {
    const rows = rowLedger(null, 100);
    fill(rows, 0, 'ok', 5);
    write(rows, 10, 20);
    rows.read(key, rows.floorOf(key), markedStale(0), 50);
    write(rows, 60, 70);
    rows.read(key, rows.floorOf(key), markedStale(0), 170);
    rows.read(key, rows.floorOf(key), markedStale(0), 171);
    // Nobody marked this one.
    rows.read(key, rows.floorOf(key), 1, 171);
    expect(rows.take()).toMatchObject({ stale: { ...none, allowed: 2, late: 1, lostInvalidation: 1 }, maxAgeMs: 151 });
  });

  it('may be stale for as long as values live, if writes do not invalidate', () => {
    const rows = rowLedger(100);
    fill(rows, 0, 'ok', 5);
    write(rows, 10, 20);
    rows.read(key, rows.floorOf(key), 0, 120);
    expect(rows.take()).toMatchObject({ stale: { ...none, allowed: 1 }, maxAgeMs: 100 });
    rows.read(key, rows.floorOf(key), 0, 121);
    expect(rows.take().stale).toEqual({ ...none, late: 1 });
  });

  it.each([
    ['ok', 'allowed', 'late'],
    ['indeterminate', 'allowed', 'allowed'],
    ['fail', 'late', 'late'],
  ] as const)(
    'may be stale for longer if an overtaken reader cached them late, and that ended %s',
    (outcome, first, second) => {
      const rows = rowLedger(100);
      rows.beginFill(key);
      write(rows, 10, 20);
      rows.read(key, rows.floorOf(key), 0, 125);
      rows.fillEnded(key, 0, outcome, 40);
      rows.read(key, rows.floorOf(key), 0, 140);
      rows.read(key, rows.floorOf(key), 0, 141);
      expect(rows.take().samples.map(({ cause }) => cause)).toEqual(['allowed', first, second]);
    },
  );

  it('were lost by the cache, if it had them first', () => {
    const rows = new RowLedger(10, { allowedMs: null, markedMs: null, writesBehind: true });
    rows.reserve(key);
    rows.beginWrite(key);
    rows.release(key, true, 20);
    fill(rows, 0, 'ok', 30);
    rows.read(key, rows.floorOf(key), 0, 50);
    expect(rows.take().stale).toEqual({ ...none, lostInvalidation: 1 });
  });

  it('count fills, and those that the cache refused', () => {
    const rows = rowLedger();
    fill(rows, 0, 'ok', 5);
    rows.beginFill(key);
    rows.fillEnded(key, 0, 'refused', 6);
    expect(rows.take()).toMatchObject({ fills: 1, refusedFills: 1 });
    expect(rows.take()).toMatchObject({ fills: 0, refusedFills: 0 });
  });

  it('show values that nobody wrote', () => {
    const rows = rowLedger();
    rows.read(key, 0, 1, 10);
    rows.read(key, 0, foreign, 10);
    expect(rows.take().phantom).toBe(2);
  });

  it('are read through another read as well', () => {
    const rows = rowLedger();
    write(rows, 10, 20);
    rows.read(key, rows.floorOf(key), answeredForAnother(0), 30);
    rows.read(key, rows.floorOf(key), answeredForAnother(1), 30);
    expect(rows.take().stale).toEqual({ ...none, lostInvalidation: 1 });
  });
});
