import { waitFor } from '../clock/wait.js';
import { EnvironmentError } from '../errors/errors.js';
import { announcedBy, type ClusterNode } from '../topology/cluster.js';
import type { FailoverMethod } from '../topology/failover-method.js';
import { parseReplicationInfo } from '../topology/replication-info.js';
import type { Cluster } from '../topology/topology.js';
import { orderFailover, promoted, untilPromotable, usualMethod } from './fail-over.js';
import { openLine, sendCommand } from './send-command.js';

const syncLimits = { timeoutMs: 10_000, pollMs: 5 };
/** Maximum time that writes are held; they resume as soon as the old primary is a replica. */
const pauseMs = 20_000;

/**
 * A primary hands over to a replica without data loss, in any topology; returns the new primary. Both keep their new roles
 * after a restart. Throws EnvironmentError if no replica takes over.
 */
export async function handOver(cluster: Cluster, primary: ClusterNode, replica: ClusterNode): Promise<ClusterNode> {
  const { handOver, storesRoles } = handOvers[usualMethod(cluster)];
  const next = await handOver(cluster, primary, replica);
  if (next === undefined) throw new EnvironmentError(`No replica was promoted to replace ${primary.id}.`);
  if (!storesRoles) for (const node of [primary, next]) await sendCommand(cluster, node, ['CONFIG', 'REWRITE']);
  return next;
}

interface HandOver {
  handOver(cluster: Cluster, primary: ClusterNode, replica: ClusterNode): Promise<ClusterNode | undefined>;
  /** Whether the servers keep their new roles across a restart by themselves. */
  readonly storesRoles: boolean;
}

const handOvers = {
  cluster: { handOver: handOverInCluster, storesRoles: true },
  failover: { handOver: handOverByPrimary, storesRoles: false },
  sentinel: { handOver: handOverPaused, storesRoles: false },
} as const satisfies Readonly<Record<FailoverMethod, HandOver>>;

async function handOverInCluster(cluster: Cluster, primary: ClusterNode, replica: ClusterNode) {
  await orderFailover(cluster, primary, replica, { method: 'cluster', mode: 'default' });
  return await promoted(cluster, primary.shard ?? 0, primary);
}

/**
 * The other replicas stay attached to the old primary, now a replica itself: this repoints them, as an operator would.
 */
async function handOverByPrimary(cluster: Cluster, primary: ClusterNode, replica: ClusterNode) {
  const shard = primary.shard ?? 0;
  await orderFailover(cluster, primary, replica, { method: 'failover', mode: 'default' });
  const next = await promoted(cluster, shard, primary);
  if (next === undefined) return undefined;
  const { host, port } = announcedBy(next);
  for (const other of cluster.replicasOf(shard)) {
    if (other === primary) continue;
    await sendCommand(cluster, other, ['REPLICAOF', host, String(port)]);
    await sendCommand(cluster, other, ['CONFIG', 'REWRITE']);
  }
  return next;
}

/**
 * Sentinel promotes a replica without notifying the primary, which keeps acknowledging until it is demoted. So its writes
 * are held (CLIENT PAUSE, Redis 6.2), the replicas catch up, and it is demoted before it may write again; the held writes
 * are then refused.
 */
async function handOverPaused(cluster: Cluster, primary: ClusterNode, replica: ClusterNode) {
  // First, because it may take seconds, and no write needs to wait for it.
  await untilPromotable(cluster);
  using line = openLine(cluster, primary);
  await line.command(['CLIENT', 'PAUSE', String(pauseMs), 'WRITE']);
  try {
    const { offset } = parseReplicationInfo(String(await line.command(['INFO', 'replication'])));
    if (offset === null)
      throw new EnvironmentError(`INFO of ${primary.id} has a replication offset that is not a number.`);
    const hasAll = (node: ClusterNode) => (cluster.replicationOf(node)?.offset ?? -1) >= offset;
    const haveAll = () => cluster.replicasOf(primary.shard ?? 0).every(hasAll) || undefined;
    if (!(await waitFor(haveAll, syncLimits)))
      throw new EnvironmentError(`The replicas of ${primary.id} did not catch up while its writes were held back.`);
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
