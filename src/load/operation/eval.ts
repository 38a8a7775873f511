import { expiry, type OperationDefinition } from './operation.js';

const swapScript = "local old = redis.call('GET', KEYS[1]); redis.call('SET', KEYS[1], unpack(ARGV)); return old";

export const evalScript: OperationDefinition = {
  summary: 'Writes one key by a script that returns the value it replaces.',
  writes: true,
  space: 'string',
  plan: ({ ttlSeconds }) => ({
    words: ['EVAL', swapScript, '1', '__key__', '__data__', ...expiry(ttlSeconds)],
    audit: 'write',
    reply: 'replaced',
    ttlSeconds,
  }),
};
