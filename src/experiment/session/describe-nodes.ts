import type { ClusterNode } from '../../topology/cluster.js';
import type { Cluster } from '../../topology/topology.js';
import type { SessionNode } from './control-protocol.js';

/** Every node of a cluster as it is now, by name. `isReplaced` says of a dead one that another stands in. */
export function describeNodes(cluster: Cluster, isReplaced: (node: ClusterNode) => boolean): SessionNode[] {
  // They are known in the order in which they came up, which is another one each time.
  const byName = [...cluster.nodes].sort((one, other) => one.id.localeCompare(other.id, 'en', { numeric: true }));
  return byName.map((node) => ({
    id: node.id,
    role: node.role,
    shard: node.shard,
    zone: node.zone,
    client: { ...node.clientAddress },
    server: { ...node.address },
    state: isReplaced(node) ? 'replaced' : stateOf(cluster, node),
    pid: node.process.running ? node.process.pid : null,
    lagBytes: lagOf(cluster, node),
  }));
}

function stateOf(cluster: Cluster, node: ClusterNode): SessionNode['state'] {
  if (!node.process.running) return 'down';
  const replicates = node.role === 'primary' || node.role === 'replica';
  return replicates && cluster.replicationOf(node) === undefined ? 'silent' : 'up';
}

/** Both said so within the last second, and not at the same moment: a replica that keeps up may seem a little behind. */
function lagOf(cluster: Cluster, node: ClusterNode): number | null {
  if (node.role !== 'replica' || node.shard === null || !node.process.running) return null;
  const primary = cluster.primaryOf(node.shard);
  const [sent, received] = [primary && cluster.replicationOf(primary), cluster.replicationOf(node)];
  const [ahead, behind] = [sent?.offset ?? null, received?.offset ?? null];
  return ahead === null || behind === null ? null : Math.max(0, ahead - behind);
}
