import { z } from 'zod';
import { monotonicMs } from '../clock/monotonic.js';
import { waitFor } from '../clock/wait.js';
import { EnvironmentError } from '../errors/errors.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster } from '../topology/topology.js';
import { orderFailover, promoted, usualMethod } from './fail-over.js';
import type { FaultDefinition } from './fault.js';
import { killNodes } from './kill-nodes.js';

const syncLimits = { timeoutMs: 60_000, pollMs: 10 };

const options = z.strictObject({});

/**
 * Every data node is restarted in its turn, as for a new version: the replicas of a shard, a planned failover to one of them,
 * then the old primary. The next one's turn comes when all replicas are in sync again, so that nothing is lost.
 */
export const rollingRestart: FaultDefinition = {
  summary: 'Each data node is restarted in its turn: replicas, a planned failover, then the old primary.',
  options,
  needsRelays: false,
  leavesZombie: true,
  refusal({ kind, replicas }) {
    if (kind !== 'sentinel' && kind !== 'cluster') return `clients of topology ${kind} can't follow a planned failover`;
    return replicas === 0 ? 'there are no replicas to hand over to' : undefined;
  },
  async inject(cluster) {
    const targets = cluster.nodes.filter(({ shard, process }) => shard !== null && process.running);
    const stop = new AbortController();
    const done: ClusterNode[] = [];
    const injectedAtMs = monotonicMs();
    const rolled = rollAll(cluster, done, stop.signal).catch((error: Error) => error);
    return {
      targets,
      injectedAtMs,
      async prove() {
        const error = await rolled;
        if (error instanceof Error) throw error;
        const isWhole = targets.every((node) => done.includes(node));
        return isWhole ? `restarted one after the other: ${done.map(({ id }) => id).join(', ')}` : undefined;
      },
      reportLoss: async () => null,
      async heal() {
        stop.abort();
        await rolled;
      },
    };
  },
};

async function rollAll(cluster: Cluster, done: ClusterNode[], signal: AbortSignal): Promise<void> {
  for (let shard = 0; shard < cluster.shardCount; shard += 1) {
    const primary = cluster.primaryOf(shard);
    if (primary === undefined) throw new EnvironmentError(`Shard ${shard} has no primary, so it was not restarted.`);
    for (const replica of cluster.replicasOf(shard)) {
      if (signal.aborted) return;
      await restart(cluster, replica);
      done.push(replica);
    }
    if (signal.aborted) return;
    await handOver(cluster, primary, shard);
    await restart(cluster, primary);
    done.push(primary);
  }
}

async function handOver(cluster: Cluster, primary: ClusterNode, shard: number): Promise<void> {
  const [replica] = cluster.replicasOf(shard);
  if (replica === undefined) throw new EnvironmentError(`${primary.id} has no replica that it could hand over to.`);
  const method = usualMethod(cluster);
  await orderFailover(cluster, primary, replica, { method, mode: 'default', pausesWrites: method === 'sentinel' });
  if ((await promoted(cluster, shard, primary)) === undefined)
    throw new EnvironmentError(`Nobody was promoted in place of ${primary.id}.`);
  await inSync(cluster, primary);
}

async function restart(cluster: Cluster, node: ClusterNode): Promise<void> {
  if ((await killNodes([node], 'SIGTERM').prove()) === undefined)
    throw new EnvironmentError(`${node.id} did not end when it was asked to.`);
  await cluster.restart(node);
  await inSync(cluster, node);
}

/** The node is a replica of its shard's primary, and up to date; so is every other. */
async function inSync(cluster: Cluster, node: ClusterNode): Promise<void> {
  const isInSync = () =>
    (cluster.isAttached(node) && cluster.replicationOf(node)?.linkUp === true && cluster.isRedundant()) || undefined;
  if (!(await waitFor(isInSync, syncLimits)))
    throw new EnvironmentError(`${node.id} was not in sync within ${syncLimits.timeoutMs / 1000} s.`);
}
