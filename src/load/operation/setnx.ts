import type { OperationDefinition } from './operation.js';

export const setnx: OperationDefinition = {
  summary: 'Writes one key that does not exist yet; for one that does, it has no effect.',
  writes: true,
  space: 'once',
  plan: () => ({ words: ['SETNX', '__key__', '__data__'], audit: 'write', reply: 'created' }),
};
