import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly.js';
import { verdicts } from '../../model/verdict.js';

export const gateSchema = z.object({
  expression: z.string(),
  observed: z.number().nullable(),
  limit: z.number().nullable(),
  /** Of `observed` and `limit`: `us`, `ms`, `perSecond`, `ratio`, `count`. */
  unit: z.string(),
  verdict: z.enum(verdicts),
  /** Why the gate could not be judged; absent with any other verdict, and in old records. */
  reason: z.string().exactOptional(),
  explanation: z.string(),
  /** Added automatically: a violation was found that no gate of the scenario mentions. Absent for the scenario's own gates. */
  implied: z.literal(true).exactOptional(),
});
export type GateRecord = DeepReadonly<z.infer<typeof gateSchema>>;
