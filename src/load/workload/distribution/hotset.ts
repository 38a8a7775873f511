import type { KeyDistribution } from '../../../model/key-distribution.js';
import type { Random } from '../../../random/random.js';
import type { DistributionDefinition, KeyPicker } from './distribution.js';
import { firstKeys } from './first-keys.js';
import { readNumber } from './read-number.js';

/**
 * The first h = round(FRACTION · n) keys (at least one) share SHARE of the operations evenly; the others share the rest:
 *
 *   p(k) = SHARE / h  for k < h,   (1 - SHARE) / (n - h)  otherwise
 *
 * If the fraction covers every key, all are equally likely.
 */
export const hotset: DistributionDefinition<'hotset'> = {
  summary: 'A fixed fraction of the keys gets a fixed share of the operations.',
  syntax: 'hotset:0.2:0.8',
  parse: (parameters) => {
    const fraction = readNumber(parameters[0]);
    const share = readNumber(parameters[1]);
    if (parameters.length !== 2 || !(fraction > 0 && fraction < 1) || !(share > 0 && share <= 1))
      return 'hotset requires the fraction of hot keys (above 0, below 1) and their share of the operations (above 0, at most 1), such as hotset:0.2:0.8';
    return { kind: 'hotset', fraction, share };
  },
  hottest: firstKeys,
  picker: hotsetPicker,
};

/** Draws a key number; hot keys come first. */
export function hotsetPicker(
  { fraction, share }: Pick<KeyDistribution<'hotset'>, 'fraction' | 'share'>,
  random: Random,
  keyCount: number,
): KeyPicker {
  const hot = Math.max(1, Math.round(keyCount * fraction));
  const cold = keyCount - hot;
  if (cold <= 0) return () => random.below(keyCount);
  return () => (random.next() < share ? random.below(hot) : hot + random.below(cold));
}
