import type { OperationDefinition } from './operation.js';

export const rpush: OperationDefinition = {
  summary: 'Appends a value to one list.',
  writes: true,
  space: 'list',
  plan: ({ chain }) => ({ words: ['RPUSH', '__key__', '__data__'], audit: 'count', reply: chain ? 'count' : 'any' }),
};
