import { describe, expect, it } from 'vitest';
import { exactInterval, lossShare } from '../../../src/gate/compare/loss-share.js';
import { runOf } from './measured-runs.js';

describe('the share of runs that lose writes', () => {
  it.each([
    [3, 1],
    [10, 0.3],
    [30, 0.1],
    [100, 0.03],
  ])('is at most 3/n if none of %i runs lost any', (runs, high) => {
    expect(lossShare(losing(0, runs))).toEqual({ runs, runsWithLosses: 0, low: 0, high });
  });

  // From the table of Clopper-Pearson limits in R's binom.test, rounded to four digits.
  it.each([
    [1, 10, 0.0025, 0.445],
    [5, 10, 0.1871, 0.8129],
    [10, 10, 0.6915, 1],
    [2, 3, 0.0943, 0.9916],
    [7, 50, 0.0582, 0.2674],
  ])('has the exact interval if %i of %i runs lost some', (hits, runs, low, high) => {
    const interval = lossShare(losing(hits, runs));
    expect(interval?.runsWithLosses).toBe(hits);
    expect(interval?.low).toBeCloseTo(low, 4);
    expect(interval?.high).toBeCloseTo(high, 4);
  });

  it('contains the exact interval of none', () => {
    for (const runs of [3, 10, 100]) expect(exactInterval(0, runs).high).toBeLessThan(4 / runs);
  });

  it('counts only runs whose audit ended', () => {
    const { writeSafety, run } = runOf(0);
    const unaudited = runOf(1, {}, { writeSafety: { ...writeSafety, fates: null } });
    const interrupted = runOf(2, {}, { run: { ...run, interrupted: true } });
    expect(lossShare([runOf(0), unaudited, interrupted])?.runs).toBe(1);
    expect(lossShare([unaudited])).toBeNull();
  });
});

function losing(hits: number, runs: number) {
  return Array.from({ length: runs }, (_, index) => {
    const { writeSafety } = runOf(index);
    const fates = writeSafety.fates && { ...writeSafety.fates, lost: index < hits ? 7 : 0 };
    return runOf(index, {}, { writeSafety: { ...writeSafety, fates } });
  });
}
