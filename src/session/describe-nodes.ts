import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster } from '../topology/topology.js';
import type { SessionNode } from './control-protocol.js';

/** The current state of every node in a cluster, by name. `isReplaced`: whether a dead node has been replaced. */
export function describeNodes(cluster: Cluster, isReplaced: (node: ClusterNode) => boolean): SessionNode[] {
  // Nodes are listed in start order, which varies.
  const byName = [...cluster.nodes].sort((one, other) => one.id.localeCompare(other.id, 'en', { numeric: true }));
  return byName.map((node) => ({
    id: node.id,
    role: node.role,
    shard: node.shard,
    zone: node.zone,
    client: { ...node.clientAddress },
    server: { ...node.address },
    state: isReplaced(node) ? 'replaced' : stateOf(cluster, node),
    pid: node.running ? (node.process?.pid ?? null) : null,
    lagBytes: lagOf(cluster, node),
  }));
}

function stateOf(cluster: Cluster, node: ClusterNode): SessionNode['state'] {
  if (!node.running) return 'down';
  const replicates = node.role === 'primary' || node.role === 'replica';
  return replicates && cluster.replicationOf(node) === undefined ? 'silent' : 'up';
}

/** Both reported within the last second, but at different times: a replica that keeps up may appear slightly behind. */
function lagOf(cluster: Cluster, node: ClusterNode): number | null {
  if (node.role !== 'replica' || node.shard === null || !node.running) return null;
  const primary = cluster.primaryOf(node.shard);
  const [sent, received] = [primary && cluster.replicationOf(primary), cluster.replicationOf(node)];
  const [ahead, behind] = [sent?.offset ?? null, received?.offset ?? null];
  return ahead === null || behind === null ? null : Math.max(0, ahead - behind);
}
