import type { OperationDefinition } from './operation.js';

export const lpop: OperationDefinition = {
  summary:
    'Takes the first value of one of the lists that rpush and lpush fill; in a mix with it, lists are not audited.',
  writes: true,
  space: 'list',
  // A value that was taken and came back, and one that was added and lost, leave the same length.
  disturbs: true,
  plan: () => ({ words: ['LPOP', '__key__'], audit: 'none', reply: 'presence' }),
};
