import { z } from 'zod';
import type { ReplacedRun } from '../model/replaced-run.js';

/** The void runs of a series that were repeated. */
export const replacedSchema = z.array(
  z.object({ id: z.string().min(1), reason: z.string(), recordPath: z.string() }),
) satisfies z.ZodType<readonly ReplacedRun[]>;
