import { countedAs } from './memcached.js';
import { keyNames, type OperationDefinition } from './operation.js';

export const mget: OperationDefinition = {
  summary: 'Reads several keys of one hash slot, or of one memcached server, at once.',
  writes: false,
  space: 'multi',
  plan: (options) => ({
    words: ['MGET', ...keyNames(options)],
    audit: 'none',
    reply: 'values',
    keyCount: options.keysPerOperation,
  }),
  // Memcached counts each key, while Redis counts one command.
  memcached: (options) =>
    countedAs('get', {
      text: `get ${keyNames(options).join(' ')}\r\n`,
      // q: misses get no reply, and mn ends the answer.
      meta: `${keyNames(options)
        .map((key) => `mg ${key} v q O__token__\r\n`)
        .join('')}mn\r\n`,
    }),
};
