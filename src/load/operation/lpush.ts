import type { OperationDefinition } from './operation.js';

export const lpush: OperationDefinition = {
  summary: 'Prepends a value to one list.',
  writes: true,
  space: 'list',
  plan: ({ chain }) => ({ words: ['LPUSH', '__key__', '__data__'], audit: 'count', reply: chain ? 'count' : 'any' }),
};
