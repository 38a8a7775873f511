import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly.js';
import { measuredPhases } from '../../model/phase.js';
import { momentMs } from './quantities.js';
import { statsSchema } from './stats.js';

export const phaseSchema = z.object({
  name: z.enum(measuredPhases),
  /** Of its first part. */
  startMs: momentMs,
  /** Of its last part. */
  endMs: momentMs,
  /** Its parts, if other phases lie between them; absent if there is only one. */
  spans: z.array(z.object({ startMs: momentMs, endMs: momentMs })).exactOptional(),
  ...statsSchema.shape,
});
export type PhaseRecord = DeepReadonly<z.infer<typeof phaseSchema>>;
