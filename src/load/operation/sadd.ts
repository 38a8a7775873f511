import type { OperationDefinition } from './operation.js';

export const sadd: OperationDefinition = {
  summary: 'Adds a new member to one set.',
  writes: true,
  space: 'set',
  // The random part keeps members apart without audit, where no write has a number. The reply does not show how many there are.
  plan: () => ({ words: ['SADD', '__key__', '__data____rand__'], audit: 'count', reply: 'any' }),
};
