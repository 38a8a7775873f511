import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly.js';

/** The summary of a report: the fault, how long it lasted, who noticed, what was lost and why, and whether that is allowed. */
export const answerSchema = z.object({
  /** Whole sentences that form one paragraph. */
  sentences: z.array(z.string()),
  /** What was run, in one line. */
  setting: z.string(),
});
export type Answer = DeepReadonly<z.infer<typeof answerSchema>>;
