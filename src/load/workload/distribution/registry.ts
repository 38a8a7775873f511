import type { DistributionKind, KeyDistribution } from '../../../model/key-distribution.js';
import { isKeyOf } from '../../../model/table.js';
import type { Random } from '../../../random/random.js';
import type { DistributionDefinition, KeyPicker } from './distribution.js';
import { gaussian } from './gaussian.js';
import { hotset } from './hotset.js';
import { moving } from './moving.js';
import { sequential } from './sequential.js';
import { uniform } from './uniform.js';
import { zipf } from './zipf.js';

/** All key distributions, by their name in a scenario. */
export const distributions: { readonly [Kind in DistributionKind]: DistributionDefinition<Kind> } = {
  uniform,
  zipf,
  gaussian,
  hotset,
  sequential,
  moving,
};

/** Parses a distribution such as `zipf:0.99`; a string describes what is wrong with the text. */
export function parseDistribution(text: string): KeyDistribution | string {
  const [name = '', ...parameters] = text.split(':');
  if (!isKeyOf(distributions, name))
    return `unknown distribution "${name}"; known: ${Object.keys(distributions).join(', ')}`;
  return distributions[name].parse(parameters);
}

/** One worker's picker for its own keys. */
export function keyPicker<Kind extends DistributionKind>(
  distribution: KeyDistribution<Kind>,
  random: Random,
  keyCount: number,
): KeyPicker {
  return distributions[distribution.kind].picker(distribution, random, keyCount);
}
