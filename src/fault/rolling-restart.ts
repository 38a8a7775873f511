import { z } from 'zod';
import { monotonicMs } from '../clock/monotonic.js';
import { waitFor } from '../clock/wait.js';
import { inspectBinary } from '../engine/inspect-binary.js';
import type { EngineBinary } from '../engine/server-process.js';
import { EnvironmentError } from '../errors/errors.js';
import { traitsOf } from '../model/client-view.js';
import { respEngines } from '../model/node.js';
import type { ClusterNode } from '../topology/cluster.js';
import { repairable } from '../topology/repair.js';
import type { Cluster } from '../topology/topology.js';
import type { FaultDefinition } from './fault.js';
import { handOver } from './hand-over.js';
import { killNodes } from './kill-nodes.js';
import { processOf } from './process-of.js';

const syncLimits = { timeoutMs: 60_000, pollMs: 10 };

const options = z.strictObject({
  binary: z
    .string()
    .min(1)
    .optional()
    .describe('The path of another redis-server or valkey-server to restart each node with. Default: the same binary.'),
});

interface Progress {
  /** The binary of each restarted node; undefined: the same as before. */
  readonly binary: EngineBinary | undefined;
  /** In restart order. */
  readonly restarted: ClusterNode[];
  readonly handovers: string[];
  /** The smallest number of replicas in sync with a shard's primary while another of its nodes was down. */
  fewestInSync: number;
}

/**
 * Every data node is restarted in turn, as for a version upgrade: the replicas of a shard, then, after a planned failover to
 * one of them, the old primary. The next node follows once all replicas are in sync again, so that nothing is lost.
 */
export const rollingRestart: FaultDefinition<typeof options> = {
  summary: 'Each data node is restarted in turn: the replicas, then, after a planned failover, the old primary.',
  happened: '{target} {was|were} restarted in a rolling restart',
  options,
  needs: ['processes', 'replicates'],
  leavesZombie: true,
  refusal: ({ replicas }) => (replicas === 0 ? 'there are no replicas to hand over to' : undefined),
  async inject(cluster, { binary: path }) {
    const binary = path === undefined ? undefined : await serverAt(path);
    const targets = cluster.nodes.filter(({ shard, running }) => shard !== null && running);
    const before = targets.map(processOf);
    const stop = new AbortController();
    const progress: Progress = { binary, restarted: [], handovers: [], fewestInSync: Number.POSITIVE_INFINITY };
    const injectedAtMs = monotonicMs();
    const rolled = rollAll(cluster, progress, stop.signal).catch((error: Error) => error);
    return {
      targets,
      injectedAtMs,
      async prove() {
        const error = await rolled;
        if (error instanceof Error) throw error;
        if (targets.some((node, index) => !node.running || node.process === before[index])) return undefined;
        const order = progress.restarted.map(({ id }) => id).join(', ');
        const as = binary === undefined ? '' : ` as ${binary.engine} ${binary.version}`;
        return `${order} were restarted in this order${as}, and ${progress.handovers.join(', ')}; ${inWords(progress.fewestInSync)}`;
      },
      async heal() {
        stop.abort();
        await rolled;
      },
    };
  },
};

/** If `signal` aborts, it ends between two shards: a shard is never left half done. */
async function rollAll(cluster: Cluster, progress: Progress, signal: AbortSignal): Promise<void> {
  for (let shard = 0; shard < cluster.shardCount && !signal.aborted; shard += 1) {
    const primary = cluster.primaryOf(shard);
    const replicas = [...cluster.replicasOf(shard)];
    const [next] = replicas;
    if (primary === undefined || next === undefined)
      throw new EnvironmentError(`Shard ${shard} was not restarted: it has no primary, or no replica to hand over to.`);
    for (const replica of replicas) await restart(cluster, replica, progress);
    const promoted = await handOver(cluster, primary, next);
    progress.handovers.push(`${primary.id} handed over to ${promoted.id}`);
    await inSync(cluster, primary);
    await restart(cluster, primary, progress);
    // If clients know only one address, it must be the primary's again.
    if (!traitsOf(cluster.clientView).followsPromotions)
      await inSync(cluster, await handOver(cluster, promoted, primary));
  }
}

async function restart(cluster: Cluster, node: ClusterNode, progress: Progress): Promise<void> {
  const shard = node.shard ?? 0;
  if ((await killNodes([node], 'SIGTERM').prove()) === undefined)
    throw new EnvironmentError(`${node.id} did not stop when asked to.`);
  const left = cluster.replicasOf(shard).filter((replica) => replica !== node && cluster.isAttached(replica));
  progress.fewestInSync = Math.min(progress.fewestInSync, left.length);
  await repairable(cluster).restart(node, progress.binary && { binary: progress.binary });
  await inSync(cluster, node);
  progress.restarted.push(node);
}

/** Waits until the node has its place in its shard, and every replica of the shard is up to date. */
async function inSync(cluster: Cluster, node: ClusterNode): Promise<void> {
  const shard = node.shard ?? 0;
  const isInSync = () => {
    const isInPlace = cluster.primaryOf(shard) === node || cluster.replicationOf(node)?.linkUp === true;
    const areAttached = cluster.replicasOf(shard).every((replica) => cluster.isAttached(replica));
    return (isInPlace && areAttached && cluster.isRedundant(shard)) || undefined;
  };
  if (!(await waitFor(isInSync, syncLimits)))
    throw new EnvironmentError(`${node.id} was not in sync again within ${syncLimits.timeoutMs / 1000} s.`);
}

/** Throws EnvironmentError if there is no server that runs here. */
async function serverAt(path: string): Promise<EngineBinary> {
  for (const engine of respEngines) {
    const inspection = await inspectBinary(engine, { path, libraryFolders: [] });
    if (inspection.usable) return inspection.binary;
  }
  throw new EnvironmentError(
    `Nothing was restarted: ${path} is not a working redis-server or valkey-server. Try: ${path} --version`,
  );
}

function inWords(replicas: number): string {
  if (replicas === 0) return 'a shard with a node down had no other replica in sync';
  return `at least ${replicas} ${replicas === 1 ? 'replica' : 'replicas'} stayed in sync`;
}
