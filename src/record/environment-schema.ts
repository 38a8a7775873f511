import { z } from 'zod';
import { engineNames } from '../model/node.js';
import type { RunRecord } from '../model/run-record.js';

const count = z.int().nonnegative();
const percent = z.number().nonnegative();

/** The section `environment` of a record. */
export const environment = z.object({
  nodeVersion: z.string(),
  os: z.string(),
  cpuModel: z.string(),
  cpuCount: count,
  memoryBytes: count,
  engines: z.array(z.object({ engine: z.enum(engineNames), version: z.string(), path: z.string() })),
  noise: z
    .object({ stealPercent: percent.nullable(), otherCpuPercent: percent, timerLatenessP99Us: count })
    .exactOptional(),
}) satisfies z.ZodType<RunRecord['environment']>;
