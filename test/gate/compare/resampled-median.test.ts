import { describe, expect, test } from 'vitest';
import { resampledMedian } from '../../../src/gate/compare/resampled-median.js';
import { forkRandom } from '../../../src/random/random.js';

describe('medians of samples drawn with replacement', () => {
  // Each of the n^n samples is equally likely: the whole distribution, by counting.
  test.each([2, 3, 4, 5, 6, 7])('from %i values occur as often as among all samples', (count) => {
    const values = Array.from({ length: count }, (_, index) => 2 ** index);
    const samples = count ** count;
    const expected = new Map<number, number>();
    for (let sample = 0; sample < samples; sample++) {
      const drawn = values
        .map((_, place) => values[Math.floor(sample / count ** place) % count] ?? 0)
        .sort((one, other) => one - other);
      const middle = ((drawn[Math.floor((count - 1) / 2)] ?? 0) + (drawn[Math.ceil((count - 1) / 2)] ?? 0)) / 2;
      expected.set(middle, (expected.get(middle) ?? 0) + 1 / samples);
    }
    // Evenly spaced numbers instead of random ones: shares are exact to one step.
    const steps = 100_000;
    let step = 0;
    const draw = resampledMedian(values, { ...forkRandom(1, 'unused'), next: () => (step++ + 0.5) / steps });
    const found = new Map<number, number>();
    for (let index = 0; index < steps; index++) {
      const middle = draw();
      found.set(middle, (found.get(middle) ?? 0) + 1 / steps);
    }
    for (const [middle, share] of expected) expect(found.get(middle) ?? 0).toBeCloseTo(share, 4);
    expect([...found.keys()].filter((middle) => !expected.has(middle))).toEqual([]);
  });

  test('of thousands of values stay near their median', () => {
    const values = Array.from({ length: 3_000 }, (_, index) => index);
    const draw = resampledMedian(values, forkRandom(1, 'many'));
    for (let index = 0; index < 100; index++) expect(Math.abs(draw() - 1_499.5)).toBeLessThan(150);
  });
});
