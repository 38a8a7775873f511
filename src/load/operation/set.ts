import { afterRead, countedAs } from './memcached.js';
import { expiry, type OperationDefinition } from './operation.js';

export const set: OperationDefinition = {
  summary: 'Writes one key; with the chain audit it returns the value it replaces (SET key value GET).',
  writes: true,
  space: 'string',
  needs: [{ words: ['SET', 'GET'], redis: [6, 2], otherwise: 'audit: final' }],
  plan: ({ chain, ttlSeconds }) => ({
    words: ['SET', '__key__', '__data__', ...expiry(ttlSeconds), ...(chain ? ['GET'] : [])],
    audit: 'write',
    reply: chain ? 'replaced' : 'ok',
    ttlSeconds,
  }),
  memcached({ chain, ttlSeconds }) {
    const requests = countedAs('set', {
      text: `set __key__ 0 ${ttlSeconds ?? 0} __size__\r\n__data__\r\n`,
      meta: `ms __key__ __size__${ttlSeconds ? ` T${ttlSeconds}` : ''} O__token__\r\n__data__\r\n`,
    });
    return chain ? afterRead(requests) : requests;
  },
};
