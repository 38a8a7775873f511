import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../../src/record/run-record.js';
import type { TimelineInterval } from '../../../../src/record/sections/timeline.js';
import { timelineColumns } from '../../../../src/report/html/charts/timeline-columns.js';
import { buildRecord, steadyIntervals } from '../../../fixtures/records/build-record.js';

describe('the timeline of a chart', () => {
  it('has a point per interval, as rates per second; a possibly truncated last interval has none', () => {
    const columns = timelineColumns(recordOf(steadyIntervals(3)));
    expect(columns).toMatchObject({
      intervalsInPoint: 1,
      startSeconds: [0, 0.1, 0.2],
      okPerSecond: [10_000, 10_000, null],
      notOkPerSecond: [0, 0, null],
      p50Us: [340, 341, 342],
      errors: [],
    });
  });

  it('merges the intervals of a long run: counts are added, the worst latency is kept', () => {
    const intervals = steadyIntervals(14_400).map((one, index) => ({
      ...one,
      p99Us: index === 1 ? 9_000_000 : index < 4 ? null : 2300,
      fail: index === 0 ? 10 : 0,
    }));
    const columns = timelineColumns(recordOf(intervals));
    expect(columns.intervalsInPoint).toBe(2);
    expect(columns.startSeconds).toHaveLength(7200);
    expect(columns.okPerSecond[0]).toBe(10_000);
    expect(columns.notOkPerSecond.slice(0, 2)).toEqual([50, 0]);
    expect(columns.p99Us.slice(0, 3)).toEqual([9_000_000, null, 2300]);
  });

  it('shows the most frequent error classes separately, and the others together', () => {
    const errors = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`class ${index}`, index + 1]));
    const columns = timelineColumns(recordOf(steadyIntervals(2).map((one) => ({ ...one, errors }))));
    expect(columns.errors.map(({ label }) => label)).toEqual([
      ...[11, 10, 9, 8, 7, 6, 5].map((index) => `class ${index}`),
      '5 others',
    ]);
    expect(columns.errors.at(-1)?.perSecond).toEqual([150, 150]);
  });

  it('is empty if nothing was measured', () => {
    expect(timelineColumns(recordOf([])).okPerSecond).toEqual([]);
  });
});

function recordOf(intervals: readonly TimelineInterval[]): RunRecord {
  return buildRecord({ timeline: { intervalMs: 100, intervals } });
}
