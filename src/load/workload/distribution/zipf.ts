import type { KeyDistribution } from '../../../model/key-distribution.js';
import type { Random } from '../../../random/random.js';
import type { DistributionDefinition, KeyPicker } from './distribution.js';
import { firstKeys } from './first-keys.js';
import { readNumber } from './read-number.js';

const defaultExponent = 0.99;

/** The key of rank r = 1, 2, ... n is drawn in proportion to 1 / r^EXPONENT. */
export const zipf: DistributionDefinition<'zipf'> = {
  summary: 'The key of rank r is drawn in proportion to 1 / r^s: few keys are hot.',
  syntax: 'zipf:0.99',
  parse: (parameters) => {
    const exponent = parameters.length === 0 ? defaultExponent : readNumber(parameters[0]);
    if (parameters.length > 1 || !(exponent > 0 && exponent <= 10))
      return 'zipf requires one exponent above 0 and at most 10, such as zipf:0.99';
    return { kind: 'zipf', exponent };
  },
  hottest: firstKeys,
  picker: zipfPicker,
};

/**
 * Zipf by rejection-inversion: constant time, no table, exact for every exponent above 0. Source: W. Hörmann, G. Derflinger,
 * "Rejection-inversion to generate variates from monotone discrete distributions" (ACM TOMACS 6(3), 1996). h(x) = x^-s, H is
 * its integral; a point under H is inverted, rounded, and kept if it lies under the step function of the discrete
 * distribution.
 */
function zipfPicker({ exponent }: KeyDistribution<'zipf'>, random: Random, keyCount: number): KeyPicker {
  const h = (x: number) => Math.exp(-exponent * Math.log(x));
  const hIntegral = (x: number) => {
    const logX = Math.log(x);
    return expm1Ratio((1 - exponent) * logX) * logX;
  };
  const hIntegralInverse = (x: number) => {
    const t = Math.max(-1, x * (1 - exponent));
    return Math.exp(log1pRatio(t) * x);
  };
  const integralOfFirst = hIntegral(1.5) - 1;
  const integralOfAll = hIntegral(keyCount + 0.5);
  const squeeze = 2 - hIntegralInverse(hIntegral(2.5) - h(2));
  return () => {
    for (;;) {
      const u = integralOfAll + random.next() * (integralOfFirst - integralOfAll);
      const x = hIntegralInverse(u);
      const rank = Math.min(keyCount, Math.max(1, Math.round(x)));
      if (rank - x <= squeeze || u >= hIntegral(rank + 0.5) - h(rank)) return rank - 1;
    }
  };
}

/** (e^x - 1) / x, by its series near 0. */
function expm1Ratio(x: number): number {
  return Math.abs(x) > 1e-8 ? Math.expm1(x) / x : 1 + (x / 2) * (1 + (x / 3) * (1 + x / 4));
}

/** ln(1 + x) / x, by its series near 0. */
function log1pRatio(x: number): number {
  return Math.abs(x) > 1e-8 ? Math.log1p(x) / x : 1 - x * (0.5 - x * (1 / 3 - x * 0.25));
}
