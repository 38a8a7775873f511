import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { windowStart } from '../../../../src/load/workload/distribution/moving.js';
import { expectToFit } from '../../../expect-to-fit.js';
import { drawKeys, drawsEach, fixedSeeds, pickerOf } from './draw-keys.js';

const shapes = [
  { fraction: 0.1, share: 0.9, period: 1_000 },
  { fraction: 0.2, share: 0.5, period: 7 },
  { fraction: 0.3, share: 0.8, period: 1_000_000 },
  { fraction: 0.5, share: 1, period: 1 },
];
const cases = shapes.flatMap((shape) => [3, 40, 500].map((keyCount) => ({ ...shape, keyCount })));

describe('moving', () => {
  it.each(cases)(
    'draws like a hot set around its window: $fraction of $keyCount keys, $share, in $period',
    ({ fraction, share, period, keyCount }) => {
      const hot = Math.max(1, Math.round(fraction * keyCount));
      const weights = Array.from({ length: keyCount }, (_, place) =>
        place < hot ? share / hot : (1 - share) / (keyCount - hot),
      );
      fc.assert(
        fc.property(fc.nat(), (seed) => {
          const next = pickerOf(`moving:${fraction}:${share}:${period}`, seed, keyCount);
          const places = new Float64Array(keyCount);
          for (let number = 0; number < drawsEach; number += 1)
            places[(next() - windowStart(number, keyCount, period) + keyCount) % keyCount]! += 1;
          expectToFit(places, weights);
        }),
        fixedSeeds,
      );
    },
  );

  it('moves its window around once per period, in even steps', () => {
    const starts = Array.from({ length: 21 }, (_, number) => windowStart(number, 100, 10));
    expect(starts.slice(0, 10)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
    expect(starts.slice(10, 21)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 0]);
    expect([0, 499_999, 500_000, 999_999].map((number) => windowStart(number, 2, 1_000_000))).toEqual([0, 0, 1, 1]);
  });

  it('draws every key equally often over whole passes', () => {
    expectToFit(drawKeys('moving:0.1:0.9:1000', 5, 50, 100_000), new Array(50).fill(1));
  });
});
