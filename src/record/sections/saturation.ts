import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly.js';
import { count, percent, spanMs } from './quantities.js';

const loadThread = z.object({
  cpuPercent: percent.nullable(),
  /** Ready to run, but waiting for a core; null if not reported by the system. */
  waitedForCpuPercent: percent.nullable().exactOptional(),
  eventLoopDelayP99Us: z.number().nonnegative().nullable(),
  schedulingLagP99Us: z.number().nonnegative().nullable(),
  gcMs: spanMs.nullable(),
});

const server = z.object({
  node: z.string(),
  cpuPercent: percent.nullable(),
  executedCommands: count.nullable(),
  usedMemoryBytes: count.nullable(),
  evictedKeys: count.nullable(),
});

export const saturationSchema = z.object({
  saturated: z.boolean(),
  reasons: z.array(z.string()),
  /** What to change, the most helpful first; each a phrase after "try". Absent in records of version 0.1. */
  remedies: z.array(z.string()).exactOptional(),
  generator: z.object({ cpuPercent: percent.nullable(), threads: z.array(loadThread) }),
  servers: z.array(server),
});
export type SaturationRecord = DeepReadonly<z.infer<typeof saturationSchema>>;
