import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly.js';
import { count, momentMs, spanMs } from './quantities.js';

/** From when an operation became due after the last success until the next success (or the end of the load). */
export const outageSchema = z.object({
  shard: count,
  sort: z.enum(['read', 'write']),
  startMs: momentMs,
  durationMs: spanMs,
});
export type OutageRecord = DeepReadonly<z.infer<typeof outageSchema>>;
