import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constantCountBefore, constantStartMs } from '../../../src/load/pacer/constant.js';

const rate = fc.oneof(fc.integer({ min: 1, max: 1_000_000 }), fc.double({ min: 0.1, max: 1e6, noNaN: true }));
const place = fc
  .tuple(fc.integer({ min: 1, max: 64 }), fc.nat())
  .map(([workerCount, draw]) => ({ workerCount, workerIndex: draw % workerCount }));

describe('the constant pacer', () => {
  it('starts each operation after the one before', () => {
    fc.assert(
      fc.property(rate, place, fc.nat(1e9), (ratePerSecond, { workerIndex, workerCount }, number) => {
        const start = (of: number) => constantStartMs(of, workerIndex, workerCount, ratePerSecond);
        expect(start(number + 1)).toBeGreaterThan(start(number));
      }),
      { numRuns: 1_000 },
    );
  });

  it('lets the workers take turns, so that together they keep the even plan', () => {
    fc.assert(
      fc.property(rate, fc.integer({ min: 1, max: 16 }), (ratePerSecond, workerCount) => {
        const together = Array.from({ length: 5 }, (_, number) =>
          Array.from({ length: workerCount }, (_, worker) =>
            constantStartMs(number, worker, workerCount, ratePerSecond),
          ),
        ).flat();
        const alone = together.map((_, number) => constantStartMs(number, 0, 1, ratePerSecond));
        expect(together).toEqual(alone);
      }),
    );
  });

  it('counts before a moment exactly what starts before it', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 5_000, noNaN: true }),
        place,
        fc.double({ min: -10, max: 400, noNaN: true }),
        (ratePerSecond, { workerIndex, workerCount }, elapsedMs) => {
          let started = 0;
          while (constantStartMs(started, workerIndex, workerCount, ratePerSecond) < elapsedMs) started += 1;
          expect(constantCountBefore(elapsedMs, workerIndex, workerCount, ratePerSecond)).toBe(started);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('does not count an operation before the very moment at which it starts', () => {
    fc.assert(
      fc.property(rate, place, fc.nat(1e8), (ratePerSecond, { workerIndex, workerCount }, number) => {
        const startMs = constantStartMs(number, workerIndex, workerCount, ratePerSecond);
        expect(constantCountBefore(startMs, workerIndex, workerCount, ratePerSecond)).toBe(number);
      }),
      { numRuns: 1_000 },
    );
  });

  it('plans a second of the rate over all workers', () => {
    for (const workerCount of [1, 2, 3, 7]) {
      const counts = Array.from({ length: workerCount }, (_, worker) =>
        constantCountBefore(1_000, worker, workerCount, 10_000),
      );
      expect(counts.reduce((sum, count) => sum + count)).toBe(10_000);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }
  });

  it('stays exact over a month at a million a second', () => {
    const monthMs = 30 * 24 * 3600 * 1000;
    expect(constantCountBefore(monthMs, 0, 1, 1_000_000)).toBe(monthMs * 1_000);
    expect(constantStartMs(monthMs * 1_000, 0, 1, 1_000_000)).toBe(monthMs);
  });

  it('plans nothing before the epoch', () => {
    expect(constantCountBefore(0, 0, 1, 1_000)).toBe(0);
    expect(constantCountBefore(-5, 0, 1, 1_000)).toBe(0);
  });
});
