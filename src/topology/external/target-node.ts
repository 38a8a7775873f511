import type { Endpoint, NodeDescription, NodeRole } from '../../model/node.js';
import type { ClusterNode } from '../cluster.js';

/** A target's zones are unknown. */
const zone = 'external';

/** A target's server as a cluster node. Whether its process runs is unknown: only its answers count. */
export function targetNode(id: string, role: NodeRole, shard: number | null, address: Endpoint): ClusterNode {
  return { id, role, shard, zone, address, clientAddress: address, links: null, running: true, process: null };
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
