import { z } from 'zod';
import { count, latencyUs, spanMs } from './quantities.js';

/** What was replayed of a log. */
export const replaySchema = z.object({
  file: z.string(),
  format: z.string(),
  /** Up to the end of the run. */
  lines: count,
  /** Commands that were planned; what became of them is in the totals. */
  replayed: count,
  /** By name: commands that block, name no key, or belong to a script, a transaction, a subscription or an operator. */
  notReplayed: z.record(z.string(), count),
  /** Databases of the commands in the log; all were sent to database 0. */
  databases: z.array(count).exactOptional(),
  /** Lines that are no command. */
  malformed: count,
  /** From the first command to the last, as replayed. */
  spanMs,
  /** How long after their times commands were sent, over the whole run; null: none was sent. */
  late: z.object({ p50Us: latencyUs, p99Us: latencyUs, maxUs: latencyUs }).nullable().exactOptional(),
  speed: z.number().positive(),
  keys: z.string(),
  values: z.string(),
  /** Why no write was audited. */
  notAudited: z.string(),
});
