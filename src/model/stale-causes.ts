import { keysOf } from './table.js';

/** Why a read returned an older row than had been acknowledged before it began, in one sentence each. */
export const staleCauseSentences = {
  race: 'a reader cached what it had read before the write',
  notInvalidated: 'the cache did not acknowledge the invalidation',
  lostInvalidation: 'the cache acknowledged a newer write or its invalidation, and then returned the old value again',
  allowed: 'the pattern allows old values for a limited time (the TTL, or markedFor)',
  late: 'the cache returned an old value after the time that the pattern allows',
} as const;
export type StaleCause = keyof typeof staleCauseSentences;
export const staleCauses = keysOf(staleCauseSentences);
