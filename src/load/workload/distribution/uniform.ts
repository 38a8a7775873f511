import type { DistributionDefinition } from './distribution.js';
import { firstKeys } from './first-keys.js';

/** Each key is drawn with probability 1 / n. */
export const uniform: DistributionDefinition<'uniform'> = {
  summary: 'Every key is equally likely.',
  syntax: 'uniform',
  parse: (parameters) => (parameters.length > 0 ? 'uniform accepts no parameter' : { kind: 'uniform' }),
  hottest: firstKeys,
  picker: (_, random, keyCount) => () => random.below(keyCount),
};
