import { hashField } from './hash-field.js';
import type { OperationDefinition } from './operation.js';

export const hget: OperationDefinition = {
  summary: 'Reads one field of one hash.',
  writes: false,
  space: 'hash',
  plan: () => ({ words: ['HGET', '__key__', hashField], audit: 'read', reply: 'value' }),
};
