import type { DistributionDefinition } from './distribution.js';

/** Each key is drawn with probability 1 / n. */
export const uniform: DistributionDefinition<'uniform'> = {
  summary: 'Every key is equally likely.',
  syntax: 'uniform',
  parse: (parameters) => (parameters.length > 0 ? 'uniform accepts no parameter' : { kind: 'uniform' }),
  picker: (_, random, keyCount) => () => random.below(keyCount),
};
