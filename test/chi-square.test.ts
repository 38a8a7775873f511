import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forkRandom } from '../src/random/random.js';
import { chiSquare } from './chi-square.js';

const draws = 20_000;

describe('the chi-square test of the distributions', () => {
  it('computes the statistic of a textbook example', () => {
    // 60 throws of a die: (25 + 1 + 0 + 4 + 9 + 1) / 10.
    expect(chiSquare([5, 11, 10, 12, 13, 9], [1, 1, 1, 1, 1, 1]).statistic).toBeCloseTo(4, 12);
  });

  it('passes fair draws for any seed', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 2, max: 200 }), (seed, cells) => {
        const { statistic, critical } = chiSquare(
          drawFrom(seed, cells, (u) => u),
          new Array(cells).fill(1),
        );
        expect(statistic).toBeLessThanOrEqual(critical);
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it('detects slightly uneven draws', () => {
    const { statistic, critical } = chiSquare(
      drawFrom(1, 20, (u) => u ** 1.2),
      new Array(20).fill(1),
    );
    expect(statistic).toBeGreaterThan(critical);
  });

  it('detects a single draw of an impossible value', () => {
    expect(chiSquare([100, 100, 1], [1, 1, 0]).statistic).toBe(Number.POSITIVE_INFINITY);
  });

  it('refuses to judge if there is nothing to compare', () => {
    expect(() => chiSquare([5, 3], [1, 1])).toThrow('Too few draws');
  });

  it('merges rare cells, so that a single draw of one is no finding', () => {
    const weights = [1, 1, ...new Array(1000).fill(1e-7)];
    const observed = [5_000, 5_000, 1];
    const { statistic, critical } = chiSquare(observed, weights);
    expect(statistic).toBeLessThanOrEqual(critical);
  });
});

function drawFrom(seed: number, cells: number, bend: (u: number) => number): Float64Array {
  const random = forkRandom(seed, 'chi-square');
  const counts = new Float64Array(cells);
  for (let draw = 0; draw < draws; draw += 1) counts[Math.floor(bend(random.next()) * cells)]! += 1;
  return counts;
}
