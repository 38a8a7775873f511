import { hashField } from './hash-field.js';
import type { OperationDefinition } from './operation.js';

export const hset: OperationDefinition = {
  summary: 'Writes one field of one hash.',
  writes: true,
  space: 'hash',
  plan: () => ({ words: ['HSET', '__key__', hashField, '__data__'], audit: 'write', reply: 'any' }),
};
