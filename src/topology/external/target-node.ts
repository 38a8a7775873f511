import { InternalError } from '../../errors/errors.js';
import type { Endpoint, NodeDescription, NodeRole } from '../../model/node.js';
import type { ClusterNode } from '../cluster.js';
import { targetProcess } from './target-process.js';

/** A target does not tell us its zones. */
const zone = 'external';

/** A server of the target as a node of a cluster. */
export function targetNode(id: string, role: NodeRole, shard: number | null, address: Endpoint): ClusterNode {
  return { id, role, shard, zone, address, clientAddress: address, links: null, process: targetProcess(id) };
}

/** A target's servers as the record describes them. */
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

/** Throws: a target's servers can't be repaired, and no plan may ask for it. */
export async function refuseToMend({ id }: ClusterNode): Promise<never> {
  throw new InternalError(`${id} belongs to the target and can't be restarted or replaced.`);
}
