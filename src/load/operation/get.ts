import { memcachedGet } from './memcached.js';
import type { OperationDefinition } from './operation.js';

export const get: OperationDefinition = {
  summary: 'Reads one key.',
  writes: false,
  space: 'string',
  plan: () => ({ words: ['GET', '__key__'], audit: 'read', reply: 'value' }),
  memcached: () => memcachedGet,
};
