import { afterRead, countedAs } from './memcached.js';
import type { OperationDefinition } from './operation.js';

export const del: OperationDefinition = {
  summary: 'Deletes one of the keys that set writes; with the chain audit it returns the deleted value (GETDEL key).',
  writes: true,
  space: 'string',
  needs: [{ words: ['GETDEL'], redis: [6, 2], otherwise: 'audit: final' }],
  plan: ({ chain }) => ({
    words: [chain ? 'GETDEL' : 'DEL', '__key__'],
    audit: 'removal',
    reply: chain ? 'replaced' : 'done',
  }),
  memcached({ chain }) {
    const requests = countedAs('del', { text: 'delete __key__\r\n', meta: 'md __key__ O__token__\r\n' });
    return chain ? afterRead(requests) : requests;
  },
};
