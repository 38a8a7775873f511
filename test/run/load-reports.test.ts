import { expect, test } from 'vitest';
import type { TimelineInterval } from '../../src/record/sections/timeline.js';
import { LoadReports } from '../../src/run/load-reports.js';
import { intervalOf } from '../metrics/interval-fixture.js';

test('an interval is reported once every load thread has reported it, as in the timeline', () => {
  const seen: TimelineInterval[] = [];
  const reports = new LoadReports(
    0,
    { workerCount: 2 },
    {
      closedLoop: false,
      mergeUntilMs: 60_000,
      onInterval: (interval) => seen.push(interval),
    },
  );
  for (let number = 0; number < 120; number += 1) {
    reports.interval(0, intervalOf(number, { ok: 3 }));
    if (number === 0) expect(seen).toEqual([]);
    if (number < 119) reports.interval(1, intervalOf(number, { ok: number, fail: 1, errors: { timeout: 1 } }));
  }
  expect(seen).toHaveLength(119);
  expect(seen[7]).toMatchObject({ startMs: 700, ok: 10, fail: 1, errors: { timeout: 1 } });
  expect(seen).toEqual(reports.measurements.timeline().slice(0, 119));
});
