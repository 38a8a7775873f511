import { keyNames, type OperationDefinition } from './operation.js';

export const mset: OperationDefinition = {
  summary: 'Writes several keys of one hash slot at once.',
  writes: true,
  space: 'multi',
  plan: (options) => ({
    words: ['MSET', ...keyNames(options).flatMap((key) => [key, '__data__'])],
    audit: 'write',
    reply: 'ok',
    keyCount: options.keysPerOperation,
  }),
};
