import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chiSquare } from '../../../chi-square.js';
import { expectToFit } from '../../../expect-to-fit.js';
import { drawKeys, drawsEach, fixedSeeds } from './draw-keys.js';

const shapes = [
  { text: 'gaussian', mean: 0.5, sigma: 1 / 6 },
  { text: 'gaussian:0.5:0.02', mean: 0.5, sigma: 0.02 },
  { text: 'gaussian:0.1:0.3', mean: 0.1, sigma: 0.3 },
  { text: 'gaussian:1:1', mean: 1, sigma: 1 },
  { text: 'gaussian:0:0.2', mean: 0, sigma: 0.2 },
];
const cases = shapes.flatMap((shape) => [2, 31, 1_000].map((keyCount) => ({ ...shape, keyCount })));

describe('gaussian', () => {
  it.each(cases)(
    '$text draws $keyCount keys by the truncated normal distribution',
    ({ text, mean, sigma, keyCount }) => {
      const weights = shares(keyCount, mean, sigma);
      fc.assert(
        fc.property(fc.nat(), (seed) => expectToFit(drawKeys(text, seed, keyCount, drawsEach), weights)),
        fixedSeeds,
      );
    },
  );

  it('is distinguishable from a similar deviation', () => {
    const { statistic, critical } = chiSquare(drawKeys('gaussian', 1, 1_000, 200_000), shares(1_000, 0.5, 0.175));
    expect(statistic).toBeGreaterThan(critical);
  });
});

/** The normal density over each key's part of the key space, by Simpson's rule in small steps. */
function shares(keyCount: number, mean: number, sigma: number): number[] {
  const density = (x: number) => Math.exp(-0.5 * ((x - mean) / sigma) ** 2);
  const steps = 2 * Math.ceil(2_000 / keyCount);
  const width = 1 / (keyCount * steps);
  return Array.from({ length: keyCount }, (_, key) => {
    let sum = 0;
    for (let step = 0; step <= steps; step += 1) {
      const factor = step === 0 || step === steps ? 1 : step % 2 === 1 ? 4 : 2;
      sum += factor * density(key / keyCount + step * width);
    }
    return sum * width;
  });
}
