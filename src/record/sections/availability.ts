import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly.js';
import { count, ratio, spanMs } from './quantities.js';

export const availabilitySchema = z.object({
  good: count,
  planned: count,
  ratio: ratio.nullable(),
  longestOutageMs: spanMs.nullable(),
  sla: z.object({ target: ratio, budgetMsPerYear: spanMs, spentMs: spanMs, spentShare: z.number().nonnegative() }),
});
export type AvailabilityRecord = DeepReadonly<z.infer<typeof availabilitySchema>>;
