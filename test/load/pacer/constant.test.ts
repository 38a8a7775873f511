import { describe, expect, it } from 'vitest';
import { pacerOf, starts } from './pacer-of.js';

describe('the constant pacer', () => {
  it('starts operations evenly, the first at the epoch', () => {
    expect(starts(pacerOf('constant'), 4)).toEqual([0, 1, 2, 3]);
    expect(starts(pacerOf('constant', { workerCount: 4, workerIndex: 1 }), 3)).toEqual([1, 5, 9]);
  });

  it('plans a second of the rate over all workers', () => {
    for (const workerCount of [1, 2, 3, 7]) {
      const counts = Array.from({ length: workerCount }, (_, workerIndex) =>
        pacerOf('constant', { ratePerSecond: 10_000, workerCount, workerIndex }).countBefore(1_000),
      );
      expect(counts.reduce((sum, count) => sum + count)).toBe(10_000);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }
  });

  it('stays exact over a month at a million per second', () => {
    const monthMs = 30 * 24 * 3600 * 1000;
    const pacer = pacerOf('constant', { ratePerSecond: 1_000_000 });
    expect(pacer.countBefore(monthMs)).toBe(monthMs * 1_000);
    expect(pacer.startMs(monthMs * 1_000)).toBe(monthMs);
  });
});
