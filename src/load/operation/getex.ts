import { countedAs } from './memcached.js';
import { longTtlSeconds, type OperationDefinition } from './operation.js';

export const getex: OperationDefinition = {
  summary: 'Reads one key and sets a new time to live.',
  writes: false,
  space: 'string',
  needs: [{ words: ['GETEX'], redis: [6, 2], otherwise: 'removing it from the mix' }],
  plan: ({ ttlSeconds }) => ({
    words: ['GETEX', '__key__', 'EX', String(ttlSeconds ?? longTtlSeconds)],
    audit: 'read',
    reply: 'value',
    ttlSeconds: ttlSeconds ?? longTtlSeconds,
  }),
  memcached: ({ ttlSeconds }) =>
    countedAs('get', {
      text: `gat ${ttlSeconds ?? longTtlSeconds} __key__\r\n`,
      meta: `mg __key__ T${ttlSeconds ?? longTtlSeconds} v O__token__\r\n`,
    }),
};
