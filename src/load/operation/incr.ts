import { countedAs } from './memcached.js';
import type { OperationDefinition } from './operation.js';

export const incr: OperationDefinition = {
  summary: 'Increments one counter.',
  writes: true,
  space: 'counter',
  plan: ({ chain }) => ({ words: ['INCR', '__key__'], audit: 'count', reply: chain ? 'count' : 'any' }),
  memcached: () =>
    countedAs('incr', {
      text: 'incr __key__ 1\r\n',
      // N: a missing counter starts at J, the value after its first increment.
      meta: 'ma __key__ N0 J1 D1 v O__token__\r\n',
    }),
};
