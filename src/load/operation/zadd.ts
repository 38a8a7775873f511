import type { OperationDefinition } from './operation.js';

export const zadd: OperationDefinition = {
  summary: 'Sets a member of one sorted set to a random score.',
  writes: true,
  space: 'zset',
  plan: () => ({ words: ['ZADD', '__key__', '__rand__', 'member'], audit: 'none', reply: 'any' }),
};
