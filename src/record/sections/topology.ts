import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly.js';
import { type NodeDescription, nodeRoles } from '../../model/node.js';
import { count, latencyUs, spanMs } from './quantities.js';

const node = z
  .object({
    id: z.string().min(1),
    role: z.enum(nodeRoles),
    shard: count.nullable(),
    zone: z.string(),
    host: z.string(),
    port: z.int().min(0).max(65535),
    pid: z.int().nullable(),
    dataDir: z.string().nullable(),
  })
  .meta({ id: 'Node' }) satisfies z.ZodType<NodeDescription>;

/** How fast a server is reached on one path. */
const pathCost = z.object({
  /** The median. */
  roundTripUs: latencyUs,
  /** In both directions together; null if the server sends nothing back. */
  bytesPerSecond: count.nullable(),
});
export type PathCost = DeepReadonly<z.infer<typeof pathCost>>;

/** The cost of a relay on this machine, measured at an idle server before the load. */
const relayCost = z.object({
  /** The server used for the measurement. */
  node: z.string().min(1),
  /** Whose connections use the measured relay. */
  carries: z.enum(['clients', 'peers']),
  direct: pathCost,
  relayed: pathCost,
});
export type RelayCostRecord = DeepReadonly<z.infer<typeof relayCost>>;

export const topologySchema = z.object({
  kind: z.string(),
  readyMs: spanMs,
  nodes: z.array(node),
  /** The nodes at the time of the read-back; empty if the run did not get that far. */
  nodesAtEnd: z.array(node),
  /** Absent if there were no relays, or their cost could not be measured. */
  relayCost: relayCost.exactOptional(),
});
