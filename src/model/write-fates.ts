/** What became of a write. */
export const fates = ['survived', 'lost', 'recovered', 'vanished', 'duplicated', 'unexpected'] as const;
export type Fate = (typeof fates)[number];

/** Why an acknowledged write was lost. */
export const lossCauses = [
  'inFlight',
  'election',
  'zombie',
  'wipe',
  'serverGone',
  'clobbered',
  'eviction',
  'unexplained',
] as const;
export type LossCause = (typeof lossCauses)[number];

/** Why a read found nothing although a write was acknowledged. */
export const missingReadCauses = ['expired', 'evicted', 'flushed', 'serverGone', 'lost', 'unknown'] as const;
export type MissingReadCause = (typeof missingReadCauses)[number];
