import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly.js';

/** A run in a series that was repeated because this machine was the limit. */
export const replacedRunSchema = z.object({
  id: z.string().min(1),
  /** Why it did not count. */
  reason: z.string(),
  /** Relative to the folder of the series. */
  recordPath: z.string(),
});
export type ReplacedRun = DeepReadonly<z.infer<typeof replacedRunSchema>>;
