import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  adjustForMany,
  canTell,
  compareSamples,
  type Design,
  familyErrorRate,
  fewestRuns,
} from '../../../src/gate/compare/statistics.js';
import { forkRandom } from '../../../src/random/random.js';
import { holdingOf100, normal } from './measured-runs.js';

const compared = (base: readonly number[], changed: readonly number[], design: Design = 'independent') =>
  compareSamples(base, changed, { design, comparisons: 1, random: forkRandom(1, 'test') });

describe('the p-value', () => {
  // By hand: 2 of the C(10,5) = 252 arrangements, or of the 2^n signs, are as extreme; wilcox.test in R gives the same.
  test.each<[string, readonly number[], readonly number[], Design, number]>([
    ['five all above five others', [1, 2, 3, 4, 5], [6, 7, 8, 9, 10], 'independent', 2 / 252],
    ['one swapped', [1, 2, 3, 4, 6], [5, 7, 8, 9, 10], 'independent', 4 / 252],
    ['unequal numbers', [1, 2, 3], [4, 5, 6, 7], 'independent', 2 / 35],
    ['the same values', [5, 5, 5], [5, 5, 5], 'independent', 1],
    ['ties over both sides', [1, 1, 2], [2, 3, 3], 'independent', 4 / 20],
    ['five pairs that all rose', [1, 2, 3, 4, 5], [2, 4, 6, 8, 10], 'paired', 2 / 32],
    ['the smallest of five fell', [1, 2, 3, 4, 5], [0, 4, 6, 8, 10], 'paired', 4 / 32],
    ['pairs without a change', [1, 2, 3], [1, 2, 3], 'paired', 1],
    ['pairs of which those without a change say nothing', [7, 1, 2, 3], [7, 2, 4, 6], 'paired', 2 / 8],
  ])('of %s', (_, base, changed, design, pValue) => {
    expect(compared(base, changed, design).pValue).toBeCloseTo(pValue, 10);
  });

  it('hardly changes at the switch from exact counting to the normal distribution', () => {
    const random = forkRandom(3, 'boundary');
    const sample = (count: number, shift: number) => Array.from({ length: count }, () => normal(random) + shift);
    const [base, changed] = [sample(31, 0), sample(30, 0.5)];
    const counted = compared(base.slice(1), changed).pValue;
    expect(Math.abs(compared(base, changed).pValue - counted)).toBeLessThan(0.05);
  });
});

const sample = fc.array(fc.double({ min: 0.1, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 12 });
const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 1000 })), {
  minLength: 2,
  maxLength: 12,
});

describe('two samples', () => {
  it('give the same result with the opposite sign when swapped', () => {
    fc.assert(
      fc.property(sample, sample, (one, other) => {
        const [there, back] = [compared(one, other), compared(other, one)];
        expect(back.pValue).toBeCloseTo(there.pValue, 9);
        expect(back.difference).toBeCloseTo(-there.difference, 6);
        expect(back.minimumDetectable).toBeCloseTo(there.minimumDetectable, 6);
      }),
      { numRuns: 50 },
    );
  });

  it('have a p-value above 0 and at most 1, independent of scale', () => {
    fc.assert(
      fc.property(sample, sample, (one, other) => {
        const { pValue } = compared(one, other);
        expect(pValue).toBeGreaterThan(0);
        expect(pValue).toBeLessThanOrEqual(1 + 1e-9);
        const rank = (value: number) => [...one, ...other].filter((smaller) => smaller < value).length;
        expect(compared(one.map(rank), other.map(rank)).pValue).toBeCloseTo(pValue, 9);
      }),
      { numRuns: 50 },
    );
  });

  it('in pairs give the same result with the opposite sign when swapped', () => {
    fc.assert(
      fc.property(pairs, (both) => {
        const [one, other] = [both.map(([left]) => left), both.map(([, right]) => right)];
        const [there, back] = [compared(one, other, 'paired'), compared(other, one, 'paired')];
        expect(back.pValue).toBeCloseTo(there.pValue, 9);
        expect(back.difference).toBeCloseTo(-there.difference, 6);
      }),
      { numRuns: 50 },
    );
  });

  it('give the same interval every time, and it contains the difference of the medians', () => {
    const [base, changed] = [
      [10, 11, 12, 13, 14, 15],
      [12, 13, 14, 15, 16, 17],
    ];
    const { interval, difference } = compared(base, changed);
    expect(difference).toBe(2);
    expect(interval.low).toBeLessThan(2);
    expect(interval.high).toBeGreaterThan(2);
    expect(compared(base, changed).interval).toEqual(interval);
  });
});

describe('the correction for multiple figures', () => {
  it('multiplies the smallest by their number, the next by one less, and never decreases', () => {
    const adjusted = adjustForMany([0.04, 0.01, 0.03, 0.5]);
    [0.09, 0.04, 0.09, 0.5].forEach((expected, index) => {
      expect(adjusted[index]).toBeCloseTo(expected, 10);
    });
  });

  it('never lowers a p-value or changes the order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 10 }), (pValues) => {
        const adjusted = adjustForMany(pValues);
        expect(adjusted).toHaveLength(pValues.length);
        pValues.forEach((one, index) => {
          expect(adjusted[index]).toBeGreaterThanOrEqual(one);
          expect(adjusted[index]).toBeLessThanOrEqual(1);
          pValues.forEach((other, second) => {
            if (one < other) expect(adjusted[index]).toBeLessThanOrEqual(adjusted[second] ?? 0);
          });
        });
      }),
    );
  });
});

describe('the number of runs', () => {
  test.each<[Design, number, number]>([
    ['independent', 1, 5],
    ['independent', 7, 6],
    ['paired', 1, 7],
    ['paired', 7, 9],
    ['paired', 15, 10],
  ])('for %s runs and %i figures is at least %i', (design, figures, runs) => {
    expect(fewestRuns(design, figures)).toBe(runs);
    expect(canTell(design, runs - 1, runs - 1, figures)).toBe(false);
  });

  it('suffices for the largest possible difference', () => {
    for (const design of ['independent', 'paired'] as const) {
      const runs = fewestRuns(design, 1);
      const base = Array.from({ length: runs }, (_, index) => index);
      const changed = base.map((value) => value + 1000);
      expect(compared(base, changed, design).pValue).toBeLessThan(familyErrorRate);
    }
  });
});

describe('the smallest detectable difference', () => {
  test.each<Design>(['independent', 'paired'])('is detected about four times out of five (%s)', (design) => {
    const found = holdingOf100(`visible ${design}`, (random) => {
      const noise = () => Array.from({ length: 12 }, () => 100 + 3 * normal(random));
      // What the noise of these trials makes detectable on average: a deviation of 3 known exactly.
      const size = 3 * Math.sqrt(2 / 12) * (design === 'paired' ? 3.5 : 3.2);
      const { pValue, minimumDetectable } = compareSamples(
        noise(),
        noise().map((value) => value + size),
        { design, comparisons: 1, random },
      );
      expect(minimumDetectable).toBeGreaterThan(size / 3);
      expect(minimumDetectable).toBeLessThan(size * 3);
      return pValue < familyErrorRate;
    });
    expect(found).toBeGreaterThanOrEqual(65);
    expect(found).toBeLessThanOrEqual(95);
  });
});
