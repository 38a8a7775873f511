import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distributions, parseDistribution } from '../../../src/load/workload/distributions.js';
import { forkRandom } from '../../../src/random/random.js';

const draws = 200_000;

describe('a distribution of keys', () => {
  it('uniform draws each key equally often', () => {
    expectToFit(
      'uniform',
      Array.from({ length: 100 }, () => 1),
    );
  });

  it.each(['zipf:0.5', 'zipf:1', 'zipf:1.000001', 'zipf:2', 'zipf:3.5', 'zipf'])(
    '%s falls off with its exponent',
    (text) => {
      const exponent = Number(text.split(':')[1] ?? 0.99);
      expectToFit(
        text,
        Array.from({ length: 50 }, (_, key) => 1 / (key + 1) ** exponent),
      );
    },
  );

  it('zipf gives the hottest of a million keys its share', () => {
    const keyCount = 1_000_000;
    const next = pickerOf('zipf:0.99', 7, keyCount);
    let hottest = 0;
    for (let draw = 0; draw < draws; draw += 1) if (next() === 0) hottest += 1;
    let total = 0;
    for (let rank = 1; rank <= keyCount; rank += 1) total += rank ** -0.99;
    const expected = draws / total;
    // Five standard deviations.
    expect(Math.abs(hottest - expected)).toBeLessThan(5 * Math.sqrt(expected));
  });

  const anyDistribution = fc.oneof(
    fc.constantFrom(...Object.values(distributions).map(({ syntax }) => syntax)),
    fc.double({ min: 0.001, max: 10, noNaN: true }).map((exponent) => `zipf:${exponent}`),
  );

  it('draws whole numbers below the number of keys, and the same for the same seed', () => {
    fc.assert(
      fc.property(anyDistribution, fc.integer({ min: 1, max: 50_000_000 }), fc.nat(), (text, keyCount, seed) => {
        const [next, again] = [pickerOf(text, seed, keyCount), pickerOf(text, seed, keyCount)];
        for (let draw = 0; draw < 50; draw += 1) {
          const key = next();
          expect(Number.isInteger(key) && key >= 0 && key < keyCount).toBe(true);
          expect(again()).toBe(key);
        }
      }),
    );
  });

  it('draws others for another seed', () => {
    const draw20 = (seed: number) => {
      const next = pickerOf('uniform', seed, 1_000_000);
      return Array.from({ length: 20 }, () => next());
    };
    expect(draw20(1)).not.toEqual(draw20(2));
  });

  it.each([
    { text: '', wrong: /unknown distribution "".*uniform, zipf/ },
    { text: 'gauss', wrong: /unknown distribution "gauss"/ },
    { text: 'toString', wrong: /unknown distribution "toString"/ },
    { text: 'constructor:1', wrong: /unknown distribution "constructor"/ },
    { text: '__proto__', wrong: /unknown distribution "__proto__"/ },
    { text: 'uniform:3', wrong: /uniform takes no parameter/ },
    { text: 'zipf:', wrong: /zipf takes one exponent/ },
    { text: 'zipf:0', wrong: /zipf takes one exponent/ },
    { text: 'zipf:-1', wrong: /zipf takes one exponent/ },
    { text: 'zipf:10.1', wrong: /zipf takes one exponent/ },
    { text: 'zipf:hot', wrong: /zipf takes one exponent/ },
    { text: 'zipf:0.9:2', wrong: /zipf takes one exponent/ },
  ])('"$text" is refused with what is wrong', ({ text, wrong }) => {
    expect(parseDistribution(text)).toMatch(wrong);
  });
});

function pickerOf(text: string, seed: number, keyCount: number): () => number {
  const distribution = parseDistribution(text);
  if (typeof distribution === 'string') throw new Error(distribution);
  return distribution.picker(forkRandom(seed, 'test'), keyCount);
}

/** Pearson's chi-square test with a fixed seed, keys of fewer than 10 expected draws thrown together. */
function expectToFit(text: string, weights: readonly number[]): void {
  const next = pickerOf(text, 20_240_229, weights.length);
  const observed = new Float64Array(weights.length);
  for (let draw = 0; draw < draws; draw += 1) observed[next()]! += 1;
  const total = weights.reduce((sum, weight) => sum + weight);
  let [chiSquare, cells, rareObserved, rareExpected] = [0, 0, 0, 0];
  const add = (seen: number, expected: number) => {
    chiSquare += (seen - expected) ** 2 / expected;
    cells += 1;
  };
  weights.forEach((weight, key) => {
    const expected = (draws * weight) / total;
    if (expected >= 10) add(observed[key]!, expected);
    else {
      rareObserved += observed[key]!;
      rareExpected += expected;
    }
  });
  if (rareExpected > 0) add(rareObserved, rareExpected);
  const degrees = cells - 1;
  // The statistic has mean k and variance 2k: five standard deviations are far beyond chance.
  expect(chiSquare).toBeLessThan(degrees + 5 * Math.sqrt(2 * degrees));
}
