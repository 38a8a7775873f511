import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaPath, linePath, stepPath, thinned } from '../../../../src/report/html/stills/paths.js';

describe('a line of a static chart', () => {
  it('is interrupted where there is no value, and an isolated point is a dot', () => {
    expect(linePath([[0, 1], [1, 2.04], null, [3, 4]])).toBe('M0,1L1,2M3,4h0');
  });

  it('has an area to the bottom for each of its parts', () => {
    expect(areaPath([[0, 1], [1, 2], null, [3, 4]], 9)).toBe('M0,9L0,1L1,2L1,9ZM3,9L3,4L3,9Z');
  });

  it('with steps keeps each value until the next point', () => {
    expect(
      stepPath(
        [
          [0, 5],
          [1, 5],
          [2, 3],
          [4, 3],
        ],
        9,
      ),
    ).toBe('M0,9H0V5H2V3H4V9Z');
  });

  it('keeps the highest and lowest point of each pixel column when reduced', () => {
    const point = fc.tuple(fc.double({ min: 0, max: 20, noNaN: true }), fc.double({ min: 0, max: 100, noNaN: true }));
    fc.assert(
      fc.property(fc.array(point, { maxLength: 200 }), (unsorted) => {
        const points = unsorted.toSorted(([a], [b]) => a - b);
        const thin = thinned(points);
        const columns = (some: typeof thin) => {
          const heights = new Map<number, number[]>();
          for (const one of some)
            if (one !== null) heights.set(Math.floor(one[0]), [...(heights.get(Math.floor(one[0])) ?? []), one[1]]);
          return heights;
        };
        const kept = columns(thin);
        for (const [column, all] of columns(points)) {
          const few = kept.get(column) ?? [];
          expect(few.length).toBeLessThanOrEqual(2);
          expect([Math.min(...few), Math.max(...few)]).toEqual([Math.min(...all), Math.max(...all)]);
        }
      }),
      { numRuns: 50 },
    );
  });
});
