import type { DistributionDefinition } from './distribution.js';
import { firstKeys } from './first-keys.js';

/** Operation i takes key i modulo n, without randomness. */
export const sequential: DistributionDefinition<'sequential'> = {
  summary: 'Each worker cycles through its own keys in order.',
  syntax: 'sequential',
  parse: (parameters) => (parameters.length > 0 ? 'sequential accepts no parameter' : { kind: 'sequential' }),
  hottest: firstKeys,
  picker(_, _random, keyCount) {
    let next = 0;
    return () => {
      const key = next;
      next = key + 1 === keyCount ? 0 : key + 1;
      return key;
    };
  },
};
