import type { KeyDistribution } from '../../../model/key-distribution.js';
import type { Random } from '../../../random/random.js';
import type { DistributionDefinition, KeyPicker } from './distribution.js';
import { readNumber } from './read-number.js';

/** Like memtier_benchmark's key pattern G, whose median and deviation are the centre and a sixth of the key range. */
const defaultMean = 0.5;
const defaultSigma = 1 / 6;

/**
 * A normal distribution over the key space, cut off at its ends: with Φ the standard normal distribution function,
 *
 *   p(k) = (F((k + 1) / n) - F(k / n)) / (F(1) - F(0))      F(x) = Φ((x - MEAN) / SIGMA)
 *
 * MEAN and SIGMA are fractions of the key space.
 */
export const gaussian: DistributionDefinition<'gaussian'> = {
  summary: 'Normally distributed around a centre, both as fractions of the key space: gaussian:MEAN:SIGMA.',
  syntax: 'gaussian',
  parse: (parameters) => {
    if (parameters.length === 0) return { kind: 'gaussian', mean: defaultMean, sigma: defaultSigma };
    const mean = readNumber(parameters[0]);
    const sigma = readNumber(parameters[1]);
    // A wide distribution is nearly uniform and only causes more draws to fall outside.
    if (parameters.length !== 2 || !(mean >= 0 && mean <= 1) || !(sigma > 0 && sigma <= 1))
      return 'gaussian requires no parameters, or the mean (from 0 to 1) and the standard deviation (above 0, at most 1) as fractions of the key space, such as gaussian:0.5:0.1';
    return { kind: 'gaussian', mean, sigma };
  },
  hottest: ({ mean }, keyCount, count) => nearestTo(mean * keyCount - 0.5, keyCount, count),
  picker: gaussianPicker,
};

/** Key numbers by their distance from a centre. */
function nearestTo(centre: number, keyCount: number, count: number): readonly number[] {
  const first = Math.max(0, Math.ceil(centre) - count);
  const around = Array.from({ length: Math.min(keyCount - first, 2 * count) }, (_, index) => first + index);
  return around.sort((one, other) => Math.abs(one - centre) - Math.abs(other - centre)).slice(0, count);
}

/**
 * Redraws numbers outside the range, at worst two in three (mean at an end, sigma 1). Source of the normal numbers: G. E. P.
 * Box, M. E. Muller, "A note on the generation of random normal deviates" (1958); the second of each pair is discarded.
 */
function gaussianPicker({ mean, sigma }: KeyDistribution<'gaussian'>, random: Random, keyCount: number): KeyPicker {
  return () => {
    for (;;) {
      // 1 - u is never 0, whose logarithm is infinite.
      const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
      const x = mean + sigma * radius * Math.cos(2 * Math.PI * random.next());
      const key = Math.floor(x * keyCount);
      if (key >= 0 && key < keyCount) return key;
    }
  };
}
