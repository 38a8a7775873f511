import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly.js';
import { conflictKinds } from '../../model/history.js';
import { count, momentMs } from './quantities.js';

/** The number of a write; 0 is the preloaded value, null none, -2 one that no client wrote. */
const value = z.int().min(-2).nullable();

/** An operation, and the value that it shows the key to have had. */
const sightSchema = z.object({
  /** `wrote` and `read` that value; `replaced` it by its own. */
  did: z.enum(['wrote', 'read', 'replaced']),
  value,
  /** What it wrote in place of the value, if it replaced it. */
  written: value.exactOptional(),
  /** A client of the load, the preload, or the read-back at the end. */
  by: z.enum(['client', 'preload', 'read-back']),
  /** The connection, over all threads; null if it was no client of the load. */
  client: count.nullable(),
  callMs: momentMs,
  /** Null: it was indeterminate. */
  returnMs: momentMs.nullable(),
});
export type SightRecord = DeepReadonly<z.infer<typeof sightSchema>>;

/** The operations that were recorded one by one, and whether they are linearizable. They are in `file`, beside the record. */
export const historySchema = z.object({
  file: z.string(),
  keys: count,
  operations: count,
  /** Keys with more operations than were to be recorded. */
  truncatedKeys: count,
  linearizableKeys: count,
  illegalKeys: count,
  /** The first keys that are not linearizable; the last operation of each is the decisive one. */
  illegal: z
    .array(z.object({ key: z.string(), kind: z.enum(conflictKinds), sights: z.array(sightSchema).min(1) }))
    .max(20),
  /** Keys that could not be judged, by reason. */
  undecided: z.array(z.object({ reason: z.string(), keys: count })),
});
export type HistoryRecord = DeepReadonly<z.infer<typeof historySchema>>;
