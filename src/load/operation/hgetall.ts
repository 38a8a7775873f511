import type { OperationDefinition } from './operation.js';

export const hgetall: OperationDefinition = {
  summary: 'Reads all fields of one of the hashes that hset writes.',
  writes: false,
  space: 'hash',
  plan: () => ({ words: ['HGETALL', '__key__'], audit: 'read', reply: 'entry' }),
};
