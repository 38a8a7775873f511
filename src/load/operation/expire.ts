import { longTtlSeconds, type OperationDefinition } from './operation.js';

export const expire: OperationDefinition = {
  summary: 'Sets a new time to live for one key.',
  writes: true,
  space: 'string',
  plan: ({ ttlSeconds }) => ({
    words: ['EXPIRE', '__key__', String(ttlSeconds ?? longTtlSeconds)],
    audit: 'none',
    reply: 'any',
    ttlSeconds: ttlSeconds ?? longTtlSeconds,
  }),
  memcached: ({ ttlSeconds }) => ({
    text: { request: `touch __key__ ${ttlSeconds ?? longTtlSeconds}\r\n`, counter: 'touch' },
    meta: { request: `mg __key__ T${ttlSeconds ?? longTtlSeconds} O__token__\r\n`, counter: 'get' },
  }),
};
