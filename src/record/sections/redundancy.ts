import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly.js';
import { count, spanMs } from './quantities.js';

/** The state of replication in the measured part. */
export const redundancySchema = z.object({
  /** Resyncs as counted by the primaries: of the whole data set, and of what a replica had missed. */
  fullResyncs: count,
  partialResyncs: count,
  /** Time in which a shard had no primary, or fewer replicas than planned that were online and at most a second behind. */
  withoutRedundancyMs: spanMs,
  /** Replicas that reported their link to the primary down. */
  links: z.array(z.object({ node: z.string(), times: count, downMs: spanMs })),
});
export type RedundancyRecord = DeepReadonly<z.infer<typeof redundancySchema>>;
