import type { OperationDefinition } from './operation.js';

export const append: OperationDefinition = {
  summary: 'Appends a value to one key; audited if all values have one size.',
  writes: true,
  space: 'append',
  plan: ({ chain, fixedValueBytes = null }) => ({
    words: ['APPEND', '__key__', '__data__'],
    audit: fixedValueBytes === null ? 'none' : 'count',
    reply: chain && fixedValueBytes !== null ? 'count' : 'any',
    countUnit: fixedValueBytes ?? 1,
  }),
};
