import { z } from 'zod';
import { spanMs } from './quantities.js';

export const runSchema = z.object({
  id: z.string().min(1),
  /** When the program started the run, well before the load. */
  startedAt: z.iso.datetime({ offset: true }),
  /** 0 on the run's clock: every absolute time derives from it. Absent in old records. */
  measuredAt: z.iso.datetime({ offset: true, precision: 3 }).exactOptional(),
  /** How long operations were planned, the divisor of throughput. Absent in old records. */
  plannedMs: spanMs.exactOptional(),
  wallMs: spanMs,
  /** Labels the user attached to the run (`--label`). Absent in old records. */
  labels: z.record(z.string(), z.string()).exactOptional(),
  seed: z.int(),
  command: z.array(z.string()),
  version: z.string(),
  /** The run was stopped early; the record holds what was measured until then. */
  interrupted: z.boolean(),
  /** The gate that ended the run early; absent if none did. */
  abortedBy: z.string().exactOptional(),
});
