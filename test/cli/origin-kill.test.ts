import { expect, test } from 'vitest';
import { fixture, run, savedRecord } from './drill/run.js';

test('while the database is dead, hits go on, misses and writes fail, and both recover with it', async () => {
  const ended = await run(['run', fixture('origin-kill.yaml'), '--json']);
  const record = savedRecord(ended.files);
  const { gates, warnings } = record;
  expect(ended.exitCode, JSON.stringify({ gates, warnings })).toBe(0);
  const { origin, faults, totals } = record;
  if (!origin) throw new Error('the record has no origin');
  const [fault] = faults;
  expect(fault).toMatchObject({
    ...{ name: 'origin-kill', strikesOrigin: true, targets: ['origin'], what: 'The origin was killed' },
    proof: 'the origin accepts no connections',
    unavailability: { ended: true, writeMs: expect.toSatisfy((outageMs: number) => outageMs > 500) },
  });
  // Never sent, or under way when it died.
  const errors = Object.keys(origin.errors);
  expect(errors).toContain('connectionRefused');
  expect(
    errors.filter(
      (name) =>
        !/^(connectionRefused|connectionLost|adminShutdown|connectFailed|poolTimeout|starting|crashShutdown|ECONNRESET)$/.test(
          name,
        ),
    ),
  ).toEqual([]);
  expect(Object.keys(totals.errors).filter((name) => !name.startsWith('origin:'))).toEqual([]);
  expect(fault?.origin?.failed).toBeGreaterThan(10);
  const { intervals } = record.timeline;
  const between = (fromMs: number, toMs: number) =>
    intervals.filter(({ startMs }) => startMs >= fromMs && startMs < toMs);
  const healedAtMs = fault?.healedAtMs ?? 0;
  const down = between((fault?.injectedAtMs ?? 0) + 200, healedAtMs - 200);
  expect(down.length).toBeGreaterThan(2);
  expect(down.reduce((sum, { hits = 0 }) => sum + hits, 0)).toBeGreaterThan(down.length);
  expect(down.every((interval) => interval.origin?.reads === 0 && interval.origin.writes === 0)).toBe(true);
  const after = between(healedAtMs + 500, 5_000);
  expect(after.some((interval) => (interval.origin?.reads ?? 0) > 0)).toBe(true);
  expect(after.some((interval) => (interval.origin?.writes ?? 0) > 0)).toBe(true);
  expect(origin.stale.byCause).toMatchObject({ lostInvalidation: 0 });
  expect(record.answer?.sentences.join(' ')).toMatch(/requests to PostgreSQL failed/);
});
