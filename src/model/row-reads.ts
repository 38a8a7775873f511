import type { StaleCause } from './stale-causes.js';

/** A stale read. Times are on the monotonic clock. */
export interface StaleRead {
  readonly key: number;
  readonly returned: number;
  readonly acknowledged: number;
  readonly cause: StaleCause;
  /** From the acknowledgement of the version after the returned one to the start of the read. */
  readonly ageMs: number;
}

/** What one worker's reads returned, compared with the writes acknowledged before they began, and what they cached. */
export interface RowReads {
  readonly stale: Readonly<Record<StaleCause, number>>;
  readonly maxAgeMs: number;
  /** Values that no write of this run can have left in the cache. */
  readonly phantom: number;
  readonly fills: number;
  /** Fills that the cache refused, because it holds a newer value or the reader's lease has ended. */
  readonly refusedFills: number;
  readonly samples: readonly StaleRead[];
}
