import { waitFor } from '../clock/wait.js';
import { EnvironmentError } from '../errors/errors.js';
import { announcedBy, type ClusterNode } from '../topology/cluster.js';
import { parseReplicationInfo } from '../topology/replication-info.js';
import type { Cluster } from '../topology/topology.js';
import { type FailoverMethod, orderFailover, promoted, untilPromotable, usualMethod } from './fail-over.js';
import { openLine, tell } from './tell.js';

const syncLimits = { timeoutMs: 10_000, pollMs: 5 };
/** The longest that writes wait; they go on as soon as the old primary is a replica. */
const pauseMs = 20_000;

/**
 * A primary hands over to a replica so that nothing is lost, whatever the topology, and gives the new primary. Both remember
 * their new places when they are started again. Throws EnvironmentError when nobody takes over.
 */
export async function handOver(cluster: Cluster, primary: ClusterNode, replica: ClusterNode): Promise<ClusterNode> {
  const method = usualMethod(cluster);
  const next = await handOverBy[method](cluster, primary, replica);
  if (next === undefined) throw new EnvironmentError(`No replica was promoted in place of ${primary.id}.`);
  // Members of a cluster keep it in a file of their own.
  if (method !== 'cluster') for (const node of [primary, next]) await tell(cluster, node, ['CONFIG', 'REWRITE']);
  return next;
}

type HandOver = (cluster: Cluster, primary: ClusterNode, replica: ClusterNode) => Promise<ClusterNode | undefined>;

const handOverBy = {
  cluster: handOverInCluster,
  failover: handOverByPrimary,
  sentinel: handOverPaused,
} as const satisfies Record<FailoverMethod, HandOver>;

async function handOverInCluster(cluster: Cluster, primary: ClusterNode, replica: ClusterNode) {
  await orderFailover(cluster, primary, replica, { method: 'cluster', mode: 'default' });
  return await promoted(cluster, primary.shard ?? 0, primary);
}

/** The other replicas stay with the old primary, behind which they would be a step further away: an operator sends them on. */
async function handOverByPrimary(cluster: Cluster, primary: ClusterNode, replica: ClusterNode) {
  const shard = primary.shard ?? 0;
  await orderFailover(cluster, primary, replica, { method: 'failover', mode: 'default' });
  const next = await promoted(cluster, shard, primary);
  if (next === undefined) return undefined;
  const { host, port } = announcedBy(next);
  for (const other of cluster.replicasOf(shard)) {
    if (other === primary) continue;
    await tell(cluster, other, ['REPLICAOF', host, String(port)]);
    await tell(cluster, other, ['CONFIG', 'REWRITE']);
  }
  return next;
}

/**
 * Sentinel promotes a replica without a word to the primary, which goes on acknowledging until it is demoted. So its writes are
 * held (CLIENT PAUSE, Redis 6.2), the replicas catch up, and it is demoted before it may write again: what waited is refused then.
 */
async function handOverPaused(cluster: Cluster, primary: ClusterNode, replica: ClusterNode) {
  // First: it may take seconds, for which no write need wait.
  await untilPromotable(cluster);
  using line = openLine(cluster, primary);
  await line.command(['CLIENT', 'PAUSE', String(pauseMs), 'WRITE']);
  try {
    const { offset } = parseReplicationInfo(String(await line.command(['INFO', 'replication'])));
    if (offset === null)
      throw new EnvironmentError(`INFO of ${primary.id} gives a replication offset that is not a number.`);
    const hasAll = (node: ClusterNode) => (cluster.replicationOf(node)?.offset ?? -1) >= offset;
    const haveAll = () => cluster.replicasOf(primary.shard ?? 0).every(hasAll) || undefined;
    if (!(await waitFor(haveAll, syncLimits)))
      throw new EnvironmentError(`The replicas of ${primary.id} did not catch up while its writes were held.`);
    await orderFailover(cluster, primary, replica, { method: 'sentinel', mode: 'default' });
    const next = await promoted(cluster, primary.shard ?? 0, primary);
    if (next === undefined) return undefined;
    const { host, port } = announcedBy(next);
    await line.command(['REPLICAOF', host, String(port)]);
    return next;
  } finally {
    await line.command(['CLIENT', 'UNPAUSE']);
  }
}
