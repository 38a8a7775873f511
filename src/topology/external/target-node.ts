import { InternalError } from '../../errors/errors.js';
import type { Endpoint, NodeDescription, NodeRole } from '../../model/node.js';
import type { ClusterNode } from '../cluster.js';
import { targetProcess } from './target-process.js';

/** A target's zones are unknown. */
const zone = 'external';

/** A target's server as a cluster node. */
export function targetNode(id: string, role: NodeRole, shard: number | null, address: Endpoint): ClusterNode {
  return { id, role, shard, zone, address, clientAddress: address, links: null, process: targetProcess(id) };
}

/** A target's servers as described in the record. */
export function describeTarget(nodes: readonly ClusterNode[]): readonly NodeDescription[] {
  return nodes.map(({ id, role, shard, address }) => ({
    id,
    role,
    shard,
    zone,
    ...address,
    pid: null,
    dataDir: null,
  }));
}

/** Always throws: a target's servers can't be repaired, and no plan may request it. */
export async function refuseToMend({ id }: ClusterNode): Promise<never> {
  throw new InternalError(`${id} belongs to the target and can't be restarted or replaced.`);
}
