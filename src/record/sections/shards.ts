import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly.js';
import { count, spanMs } from './quantities.js';

export const shardSchema = z.object({
  shard: count,
  /** The names of the faults that hit it, each once. */
  hurtBy: z.array(z.string()),
  /** Those that ended ok, and those that failed or were never sent. */
  operations: z.object({ ok: count, notOk: count }),
  /** Over the whole measured part; null if there were no such operations. */
  longestOutage: z.object({ writeMs: spanMs.nullable(), readMs: spanMs.nullable() }),
});
export type ShardRecord = DeepReadonly<z.infer<typeof shardSchema>>;
