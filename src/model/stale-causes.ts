import { keysOf } from './table.js';

/** Why a read returned an older row than had been acknowledged before it began, in one sentence each. */
export const staleCauseSentences = {
  race: 'a reader cached what it had read before the write',
  notInvalidated: 'the cache did not acknowledge the invalidation',
  lostInvalidation: 'the cache acknowledged a newer write or its invalidation, and then returned the old value again',
  allowed: 'writes do not invalidate, and the value was within its TTL',
  late: 'writes do not invalidate, and the cache returned the value after its TTL',
} as const;
export type StaleCause = keyof typeof staleCauseSentences;
export const staleCauses = keysOf(staleCauseSentences);
