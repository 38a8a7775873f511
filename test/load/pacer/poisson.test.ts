import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectToFit } from '../../expect-to-fit.js';
import { pacerOf, starts } from './pacer-of.js';

const seeds = { seed: 3, numRuns: 20 } as const;
const cells = 50;

/** Counts gaps in cells with equal probability for an exponential gap. */
function gapCells(ascending: readonly number[], meanMs: number): Float64Array {
  const counts = new Float64Array(cells);
  for (let at = 1; at < ascending.length; at += 1)
    counts[Math.floor(cells * -Math.expm1(-(ascending[at]! - ascending[at - 1]!) / meanMs))]! += 1;
  return counts;
}

describe('the poisson pacer', () => {
  it('has exponential gaps with the mean of the rate', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        expectToFit(gapCells([0, ...starts(pacerOf('poisson', { seed }), 20_000)], 1), new Array(cells).fill(1));
      }),
      seeds,
    );
  });

  it.each([2, 3, 8])('keeps the rate over %d workers together, whose streams form a Poisson process', (workerCount) => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const together = Array.from({ length: workerCount }, (_, workerIndex) =>
          starts(pacerOf('poisson', { seed, workerCount, workerIndex }), 10_000),
        );
        const endMs = Math.min(...together.map((own) => own.at(-1) ?? 0));
        const merged = together
          .flat()
          .filter((startMs) => startMs < endMs)
          .sort((one, other) => one - other);
        expectToFit(gapCells([0, ...merged], 1), new Array(cells).fill(1));
      }),
      seeds,
    );
  });

  it('has Poisson-distributed counts per interval', () => {
    const pieceMs = 5;
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const pacer = pacerOf('poisson', { seed });
        const observed = new Float64Array(100);
        let before = 0;
        for (let piece = 1; piece <= 5_000; piece += 1) {
          const count = pacer.countBefore(piece * pieceMs);
          observed[count - before]! += 1;
          before = count;
        }
        const weights = [Math.exp(-pieceMs)];
        while (weights.length < 100) weights.push((weights.at(-1)! * pieceMs) / weights.length);
        expectToFit(observed, weights);
      }),
      seeds,
    );
  });

  it('has no memory: a gap does not predict the next', () => {
    const ascending = starts(pacerOf('poisson', { seed: 8 }), 100_001);
    const gapPairs = new Float64Array(4);
    const isLong = (at: number) => (ascending[at]! - ascending[at - 1]! > Math.LN2 ? 1 : 0);
    for (let at = 1; at < 100_000; at += 2) gapPairs[2 * isLong(at) + isLong(at + 1)]! += 1;
    expectToFit(gapPairs, [1, 1, 1, 1]);
  });

  it('returns the same starts for the same seed, in any order', () => {
    const numbers = fc.array(fc.nat(20_000_000), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(numbers, fc.nat(), (asked, seed) => {
        const share = { seed, ratePerSecond: 1_000_000, durationMs: 1_000 };
        const pacer = pacerOf('poisson', share);
        for (const number of asked) expect(pacer.startMs(number)).toBe(pacerOf('poisson', share).startMs(number));
      }),
      { numRuns: 20 },
    );
  });

  it('returns different ones for another seed and for another worker', () => {
    const first = starts(pacerOf('poisson', { workerCount: 2 }), 10);
    expect(starts(pacerOf('poisson', { workerCount: 2, workerIndex: 1 }), 10)).not.toEqual(first);
    expect(starts(pacerOf('poisson', { workerCount: 2, seed: 43 }), 10)).not.toEqual(first);
  });

  it('keeps its rate and its results beyond its checkpoints', () => {
    // 100 million operations are 100,000 blocks.
    const share = { ratePerSecond: 1_000_000, durationMs: 100_000 };
    const pacer = pacerOf('poisson', share);
    const count = pacer.countBefore(100_000);
    // Five standard deviations.
    expect(Math.abs(count - 1e8)).toBeLessThan(5 * Math.sqrt(1e8));
    expect(pacer.startMs(count - 1)).toBeLessThan(100_000);
    expect(pacer.startMs(count)).toBeGreaterThanOrEqual(100_000);
    const early = pacer.startMs(12_345);
    expect(pacerOf('poisson', { ...share, durationMs: 1 }).startMs(12_345)).toBe(early);
  });
});
