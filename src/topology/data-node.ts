import type { Redis } from 'ioredis';
import type { Endpoint } from '../model/node.js';
import type { LaunchedNode } from './cluster.js';
import { configOf } from './node-config.js';
import type { NodeFleet, NodeSlot } from './node-fleet.js';
import type { NodesPlan } from './nodes-plan.js';
import { writeRedisFiles } from './redis-node.js';
import type { ReplicationObserver } from './replication-observer.js';
import type { NodeSecurity } from './security/node-security.js';

/** What the start of every data node of a cluster has in common. */
interface DataNodeContext {
  readonly plan: NodesPlan;
  readonly security: NodeSecurity;
  readonly fleet: NodeFleet<Redis>;
  readonly replication: ReplicationObserver;
}

/** Starts a data node, and follows its replication. `replicaOf`: its primary; null: it is one itself. */
export type StartDataNode = (slot: NodeSlot, replicaOf: Endpoint | null) => Promise<LaunchedNode>;

export function dataNodeStarter({ plan, security, fleet, replication }: DataNodeContext): StartDataNode {
  return async (slot, replicaOf) => {
    const { id, address, links, dataDir } = slot;
    const announced = links?.announced ?? null;
    const files = { id, address, announced, replicaOf, config: configOf(plan, id), security };
    const node = await fleet.start(slot, await writeRedisFiles(dataDir, files));
    replication.watch(node, fleet.connectionOf(node));
    return node;
  };
}
