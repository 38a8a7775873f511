import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chiSquare } from '../../../chi-square.js';
import { expectToFit } from '../../../expect-to-fit.js';
import { drawKeys, drawsEach, fixedSeeds } from './draw-keys.js';

const exponents = [
  'zipf',
  'zipf:0.01',
  'zipf:0.5',
  'zipf:0.99',
  'zipf:1',
  'zipf:1.000001',
  'zipf:1.5',
  'zipf:3.5',
  'zipf:10',
];
const cases = exponents.flatMap((text) => [2, 50, 10_000].map((keyCount) => ({ text, keyCount })));

describe('zipf', () => {
  it.each(cases)('$text draws the ranks of $keyCount keys by the exact distribution', ({ text, keyCount }) => {
    const weights = ranks(keyCount, Number(text.split(':')[1] ?? 0.99));
    fc.assert(
      fc.property(fc.nat(), (seed) => expectToFit(drawKeys(text, seed, keyCount, drawsEach), weights)),
      fixedSeeds,
    );
  });

  it('gives the hottest of a million keys its share', () => {
    const keyCount = 1_000_000;
    const draws = 200_000;
    const [hottest = 0, ...others] = ranks(keyCount, 0.99);
    const seen = drawKeys('zipf:0.99', 7, keyCount, draws)[0]!;
    const rest = others.reduce((sum, weight) => sum + weight, 0);
    expectToFit([seen, draws - seen], [hottest, rest]);
  });

  it('is distinguishable from a similar exponent', () => {
    const { statistic, critical } = chiSquare(drawKeys('zipf:0.99', 1, 1_000, 200_000), ranks(1_000, 1.05));
    expect(statistic).toBeGreaterThan(critical);
  });
});

function ranks(keyCount: number, exponent: number): number[] {
  return Array.from({ length: keyCount }, (_, key) => (key + 1) ** -exponent);
}
