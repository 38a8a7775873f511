import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly.js';
import { auditModes } from '../../model/scenario.js';
import { tableOf } from '../../model/table.js';
import { fates, lossCauses, missingReadCauses } from '../../model/write-fates.js';
import { count, momentMs } from './quantities.js';

const missingReads = z.object({
  count,
  /** Sums to the count. `unknown`: nothing explains them, or several causes could. */
  causes: z.object(tableOf(missingReadCauses, () => count)),
});
export type MissingReadsRecord = DeepReadonly<z.infer<typeof missingReads>>;

const lostSample = z.object({
  key: z.string(),
  acknowledgedSequence: z.int(),
  /** -1 if the key was gone, -2 if it held a foreign value. */
  foundSequence: z.int(),
  acknowledgedAtMs: momentMs.nullable(),
  shard: count,
});

export const writeSafetySchema = z.object({
  verdict: z.enum(['safe', 'unsafe', 'unknown']),
  reason: z.string(),
  audit: z.enum(auditModes),
  durability: z.string(),
  writes: z.object({ issued: count, acknowledged: count, failed: count, indeterminate: count }),
  /** Sums to issued - failed. Null if the data could not be read back or nothing was audited. */
  fates: z.object(tableOf(fates, () => count)).nullable(),
  /** Sums to fates.lost. Old records don't have the cause for servers that are gone permanently. */
  causes: z.object({ ...tableOf(lossCauses, () => count), serverGone: count.exactOptional() }).nullable(),
  /**
   * Values that nobody wrote, besides the unexpected writes: those that replaced no write of the measured part, and reads
   * that returned one (or the value of a failed write). Null if nothing was audited. Absent in records of version 0.1.
   */
  unwritten: z.object({ values: count, reads: count }).nullable().exactOptional(),
  /** Keys, including canaries, that lost what was written before the measured part. Absent in records of version 0.1. */
  wipedKeys: count.nullable().exactOptional(),
  /**
   * How many more writes the primaries executed, by their own counters, than were acknowledged or indeterminate: a lower bound
   * on writes that a client sent again. Null if the counters can't show it: a primary changed or restarted, or not every
   * write was audited. Absent in old records.
   */
  reexecuted: count.nullable().exactOptional(),
  canaries: z.object({ written: count, found: count }).nullable(),
  lossWindow: z.object({ firstLostAckMs: momentMs, lastLostAckMs: momentMs }).nullable(),
  lostSamples: z.array(lostSample).max(20),
  /** Reads that returned an older value than the last acknowledged write of their key. */
  staleReads: count.nullable(),
  /** Reads that returned nothing although a write was acknowledged; absent in records that counted them as stale reads. */
  missingReads: missingReads.nullable().exactOptional(),
  /** Operation kinds not covered by the audit, and how many of each ended; absent if all were audited. */
  notAudited: z.array(z.object({ kind: z.string(), operations: count })).exactOptional(),
  replicas: z.array(z.object({ node: z.string(), keysCompared: count, divergentKeys: count })),
});
export type WriteSafetyRecord = DeepReadonly<z.infer<typeof writeSafetySchema>>;
