import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly.js';
import { staleCauses } from '../../model/stale-causes.js';
import { tableOf } from '../../model/table.js';
import { count, errorsByClass, ratio, spanMs } from './quantities.js';
import { percentiles } from './stats.js';

const requests = z.object({ ok: count, fail: count, indeterminate: count });

const staleRead = z.object({
  key: z.string(),
  /** Versions of the row; 0 is the one before the first write. */
  returned: count,
  acknowledged: count,
  cause: z.enum(staleCauses),
  ageMs: spanMs,
});

/** What the database or API behind the cache had to do in the measured part, and what reads returned. */
export const originSchema = z.object({
  kind: z.string(),
  /** As the server reports it; null if it does not. */
  version: z.string().nullable(),
  pattern: z.string(),
  /** Requests of the clients to the origin: reads and writes that it answered, and all others by outcome. */
  counts: z.object({ reads: count, writes: count, fail: count, indeterminate: count }),
  /** The same by outcome. */
  reads: requests,
  writes: requests,
  errors: errorsByClass,
  /** What the server itself counted, from its start to the end, including the warm-up; null if it does not count. */
  serverCounts: z.object({ reads: count, updates: count }).nullable(),
  /** From the request to its answer, including the wait for a connection. */
  latency: percentiles.nullable(),
  poolWait: percentiles.nullable(),
  /** Requests that got no connection in time. */
  poolRefused: count,
  /** The most reads of one key that were at the origin at once. */
  sameKeyMax: count,
  /** Reads that waited for the answer to another one. */
  sharedReads: count,
  /** Share of the reads that the origin did not have to serve; null if there was none. */
  offloadRatio: ratio.nullable(),
  /** Reads of the cache. */
  hits: count,
  misses: count,
  /** Values that readers put into the cache. */
  fills: count,
  /** Fills that the cache refused, because it held a newer value; null if its replies do not show them. */
  refusedFills: count.nullable(),
  /** Values read again before they expired; null: the pattern does not do that. */
  refreshes: count.nullable(),
  /** Acknowledged writes that never reached the origin; null: the pattern acknowledges only what did. */
  lostWriteBehind: count.nullable(),
  /** Until the hit rate was back, after the fault that took longest or from a cold cache; null if it was not, or fell for no fault. */
  rewarmMs: spanMs.nullable(),
  readsPerSecond: z.object({ mean: z.number().nonnegative(), max: count }).nullable(),
  /** Reads of an older version than had been acknowledged before they began. */
  stale: z.object({
    count,
    /** `window` is 0: no write is acknowledged before its invalidation has ended. */
    byCause: z.object({ ...tableOf(staleCauses, () => count), window: count }),
    maxAgeMs: spanMs,
    samples: z.array(staleRead),
  }),
  /** Values that no write of this run can have left in the cache. */
  phantom: count,
});
export type OriginRecord = DeepReadonly<z.infer<typeof originSchema>>;
