import type { DistributionDefinition } from './distribution.js';

/** Each key is drawn with probability 1 / n. */
export const uniform: DistributionDefinition = {
  summary: 'Every key is equally likely.',
  syntax: 'uniform',
  parse: (parameters) =>
    parameters.length > 0
      ? 'uniform takes no parameter'
      : { picker: (random, keyCount) => () => random.below(keyCount) },
};
