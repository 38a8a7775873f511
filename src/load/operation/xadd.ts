import type { OperationDefinition } from './operation.js';

export const xadd: OperationDefinition = {
  summary: 'Appends an entry to one stream.',
  writes: true,
  space: 'stream',
  needs: [{ words: ['XADD'], redis: [5, 0], otherwise: 'removing it from the mix' }],
  // The reply is the ID of the entry: it does not show how many there are.
  plan: () => ({ words: ['XADD', '__key__', '*', 'field', '__data__'], audit: 'count', reply: 'any' }),
};
