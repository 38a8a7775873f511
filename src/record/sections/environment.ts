import { z } from 'zod';
import type { MachineNoise } from '../../model/machine-noise.js';
import { engineNames } from '../../model/node.js';
import { count, percent } from './quantities.js';

export const environmentSchema = z.object({
  nodeVersion: z.string(),
  os: z.string(),
  cpuModel: z.string(),
  cpuCount: count,
  memoryBytes: count,
  engines: z.array(z.object({ engine: z.enum(engineNames), version: z.string(), path: z.string() })),
  /** Just before the servers started; absent in older records. */
  noise: (
    z.object({
      stealPercent: percent.nullable(),
      otherCpuPercent: percent,
      timerLatenessP99Us: count,
    }) satisfies z.ZodType<MachineNoise>
  ).exactOptional(),
});
