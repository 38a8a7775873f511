import { z } from 'zod';
import { nodeRoles } from '../model/node.js';
import { measuredPhases } from '../model/phase.js';
import type { RunEvent } from '../model/run-event.js';
import { stallCauses } from '../model/stall.js';

const at = { atMs: z.number() };
const role = z.enum(nodeRoles);
const targets = z.array(z.string());

/** One event of the run; `atMs` counts from the start of the measured part, negative before it. */
export const runEventSchema = z
  .discriminatedUnion('type', [
    z.object({
      ...at,
      type: z.literal('phase-started'),
      phase: z.enum([...measuredPhases, 'preload', 'warmup', 'drain', 'audit']),
    }),
    z.object({ ...at, type: z.literal('fault-injected'), fault: z.string(), targets }),
    z.object({ ...at, type: z.literal('fault-skipped'), fault: z.string(), reason: z.string() }),
    z.object({ ...at, type: z.literal('fault-healed'), fault: z.string(), targets }),
    z.object({ ...at, type: z.literal('role-changed'), node: z.string(), from: role, to: role }),
    z.object({ ...at, type: z.literal('server-event'), node: z.string(), name: z.string(), detail: z.string() }),
    z.object({ ...at, type: z.literal('suspected'), node: z.string(), by: z.string(), detail: z.string() }),
    z.object({ ...at, type: z.literal('agreed-down'), node: z.string(), by: z.string(), detail: z.string() }),
    z.object({ ...at, type: z.literal('learned-primary'), node: z.string(), by: z.string() }),
    z.object({ ...at, type: z.literal('replica-link-down'), node: z.string() }),
    z.object({ ...at, type: z.literal('replica-link-up'), node: z.string() }),
    z.object({
      ...at,
      type: z.literal('resynced'),
      node: z.string(),
      full: z.int().nonnegative(),
      partial: z.int().nonnegative(),
    }),
    z.object({ ...at, type: z.literal('redundancy-lost'), shard: z.int().nonnegative() }),
    z.object({ ...at, type: z.literal('redundancy-restored'), shard: z.int().nonnegative() }),
    z.object({
      ...at,
      type: z.literal('milestone'),
      fault: z.string(),
      shard: z.int().nonnegative(),
      milestone: z.string(),
    }),
    z.object({
      ...at,
      type: z.literal('outage'),
      shard: z.int().nonnegative(),
      sort: z.enum(['read', 'write']),
      durationMs: z.number().nonnegative(),
    }),
    z.object({
      ...at,
      type: z.literal('stall'),
      durationMs: z.number().nonnegative(),
      where: z.enum(stallCauses),
    }),
    z.object({ ...at, type: z.literal('node-started'), node: z.string(), role, zone: z.string() }),
    z.object({ ...at, type: z.literal('node-stopped'), node: z.string() }),
    z.object({ ...at, type: z.literal('converged') }),
    z.object({ ...at, type: z.literal('interrupted'), signal: z.string() }),
    z.object({ ...at, type: z.literal('aborted'), gate: z.string(), explanation: z.string() }),
    z.object({ ...at, type: z.literal('warning'), code: z.string(), message: z.string() }),
  ])
  .meta({ id: 'RunEvent' }) satisfies z.ZodType<RunEvent>;
