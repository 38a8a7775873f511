import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly.js';
import { nodeRoles } from '../../model/node.js';
import { measuredPhases } from '../../model/phase.js';
import { stallCauses } from '../../model/stall.js';
import { count, momentMs, spanMs } from './quantities.js';

const at = { atMs: momentMs };
const role = z.enum(nodeRoles);
const targets = z.array(z.string());
const sighting = { node: z.string(), by: z.string(), detail: z.string() };

/** One event of the run; `atMs` counts from the start of the measured part, negative before it. */
export const eventSchema = z
  .discriminatedUnion('type', [
    z.object({
      ...at,
      type: z.literal('phase-started'),
      phase: z.enum([...measuredPhases, 'preload', 'warmup', 'drain', 'audit']),
    }),
    z.object({ ...at, type: z.literal('fault-injected'), fault: z.string(), targets }),
    /** It was due, but there was no target. */
    z.object({ ...at, type: z.literal('fault-skipped'), fault: z.string(), reason: z.string() }),
    z.object({ ...at, type: z.literal('fault-healed'), fault: z.string(), targets }),
    z.object({ ...at, type: z.literal('role-changed'), node: z.string(), from: role, to: role }),
    z.object({ ...at, type: z.literal('server-event'), node: z.string(), name: z.string(), detail: z.string() }),
    z.object({ ...at, type: z.literal('suspected'), ...sighting }),
    z.object({ ...at, type: z.literal('agreed-down'), ...sighting }),
    /** A server (`by`) now knows this node as the primary, and directs clients to it. */
    z.object({ ...at, type: z.literal('learned-primary'), node: z.string(), by: z.string() }),
    /** A replica reports that its link to its primary is down, or up again. */
    z.object({ ...at, type: z.literal('replica-link-down'), node: z.string() }),
    z.object({ ...at, type: z.literal('replica-link-up'), node: z.string() }),
    /** A primary has counted this many resyncs since it was last polled. */
    z.object({ ...at, type: z.literal('resynced'), node: z.string(), full: count, partial: count }),
    z.object({ ...at, type: z.literal('redundancy-lost'), shard: count }),
    z.object({ ...at, type: z.literal('redundancy-restored'), shard: count }),
    z.object({ ...at, type: z.literal('milestone'), fault: z.string(), shard: count, milestone: z.string() }),
    /** Operations of that sort were due on the shard and none succeeded; no fault explains it. */
    z.object({
      ...at,
      type: z.literal('outage'),
      shard: count,
      sort: z.enum(['read', 'write']),
      durationMs: spanMs,
    }),
    /** The load generator stalled or ran late. */
    z.object({ ...at, type: z.literal('stall'), durationMs: spanMs, where: z.enum(stallCauses) }),
    z.object({ ...at, type: z.literal('node-started'), node: z.string(), role, zone: z.string() }),
    z.object({ ...at, type: z.literal('node-stopped'), node: z.string() }),
    /** A process of the application was started, or ended. */
    z.object({ ...at, type: z.literal('application-started') }),
    z.object({
      ...at,
      type: z.literal('application-exited'),
      code: z.number().int().nullable(),
      signal: z.string().nullable(),
    }),
    z.object({ ...at, type: z.literal('converged') }),
    z.object({ ...at, type: z.literal('interrupted'), signal: z.string() }),
    /** A gate with abortOnFail failed and ended the run. */
    z.object({ ...at, type: z.literal('aborted'), gate: z.string(), explanation: z.string() }),
    z.object({ ...at, type: z.literal('warning'), code: z.string(), message: z.string() }),
  ])
  .meta({ id: 'RunEvent' });

/** An event of the run, in milliseconds on the run's clock (negative: before the barrier). */
export type RunEvent = DeepReadonly<z.infer<typeof eventSchema>>;

/** An event without its time. */
export type RunEventBody = WithoutTime<RunEvent>;
type WithoutTime<Event> = Event extends unknown ? Omit<Event, 'atMs'> : never;
