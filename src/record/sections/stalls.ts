import { z } from 'zod';
import { type Stall, stallCauses } from '../../model/stall.js';
import { momentMs, spanMs } from './quantities.js';

export const stallSchema = z.object({
  startMs: momentMs,
  durationMs: spanMs,
  where: z.enum(stallCauses),
  thread: z.literal('main').exactOptional(),
}) satisfies z.ZodType<Stall>;
