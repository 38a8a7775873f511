import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly.js';
import { count, momentMs, spanMs } from './quantities.js';

/** The program in front of the cache, and what its users experienced. */
export const applicationSchema = z.object({
  /** As it was started; null: it was already running. */
  command: z.array(z.string()).nullable(),
  url: z.string(),
  /** From the start of its process until it was ready; null: it was already running. */
  readyMs: spanMs.nullable(),
  /** When a process of it ended by itself, and how. */
  exits: z.array(z.object({ atMs: momentMs, code: z.number().int().nullable(), signal: z.string().nullable() })),
  /** How often it was started again. */
  restarts: count,
  /** Over the measured part, of one core, with everything it started; null: unknown. */
  cpuPercent: z.number().nonnegative().nullable(),
  memoryBytes: count.nullable(),
  /** The p99 over the worst second; null: it is no Node.js program. */
  eventLoopDelayP99Us: count.nullable(),
  /** The longest outages of its users over all faults, and the part of them in which the cluster served. */
  unavailability: z.object({
    writeMs: spanMs.nullable(),
    readMs: spanMs.nullable(),
    /** Null: nobody watched the cluster, or there was no fault. */
    ownShareMs: spanMs.nullable(),
  }),
  /** By fault, in order: the layers of the outage, for writes and reads. */
  layers: z.array(
    z.object({
      fault: z.string(),
      sort: z.enum(['write', 'read']),
      /** The longest outage of its users; null: there was none. */
      users: z.object({ startMs: momentMs, durationMs: spanMs }).nullable(),
      /** The longest outage of the cluster, as the prober saw it. */
      cluster: z.object({ startMs: momentMs, durationMs: spanMs }).nullable(),
      ownShareMs: spanMs,
    }),
  ),
  /** The lines that it printed around faults and exits, with everything escaped that could control a terminal. */
  output: z.array(z.object({ atMs: momentMs, text: z.string() })),
});
export type ApplicationRecord = DeepReadonly<z.infer<typeof applicationSchema>>;
