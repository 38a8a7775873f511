import { expect } from 'vitest';
import type { Injection } from '../../../src/fault/fault.js';
import { noSurroundings } from '../../../src/fault/fault.js';
import { chooseFault } from '../../../src/fault/fault-plan.js';
import { faultRefusal } from '../../../src/fault/needs.js';
import type { FaultName } from '../../../src/fault/registry.js';
import { anyVersion } from '../../../src/model/engine-request.js';
import { forkRandom } from '../../../src/random/random.js';
import type { ClusterNode } from '../../../src/topology/cluster.js';
import { repairable } from '../../../src/topology/repair.js';
import type { Cluster } from '../../../src/topology/topology.js';
import type { TopologyPlan } from '../../../src/topology/topology-plan.js';
import { until } from '../../link/fixtures/sockets.js';
import { faultNamed, requireEngine } from '../fixtures/built.js';
import { type GivenPlan, planWith, redis } from '../fixtures/cluster.js';
import { checkCluster } from '../fixtures/cluster-check.js';

/** A small cluster of each kind, without automatic failovers. */
export const plans = {
  standalone: { kind: 'standalone', replicas: 0, zones: 1 },
  replicated: { kind: 'replicated', replicas: 2 },
  sentinel: { kind: 'sentinel' },
  cluster: {
    kind: 'cluster',
    shards: 3,
    replicas: 1,
    cluster: { nodeTimeoutMs: 60_000, requireFullCoverage: false },
  },
  memcached: { kind: 'memcached', engine: 'memcached', replicas: 0, shards: 2 },
} as const satisfies Record<string, GivenPlan>;
export type PlannedKind = keyof typeof plans;

export function planOf(kind: PlannedKind): TopologyPlan {
  return planWith(plans[kind]);
}

export async function binaryOf(kind: PlannedKind) {
  return kind === 'memcached' ? await requireEngine(anyVersion('memcached'), { onProgress: () => {} }) : redis;
}

/** Strikes a supported fault, and returns it with its proof. */
export async function strike(
  cluster: Cluster,
  plan: TopologyPlan,
  name: FaultName,
  written: Readonly<Record<string, unknown>> = {},
): Promise<{ readonly injection: Injection; readonly proof: string }> {
  const choice = chooseFault(name, written);
  expect(faultRefusal(choice, { topology: plan, origin: null, workload: null })).toBeUndefined();
  const injection = await faultNamed(name).inject(cluster, choice.options, forkRandom(1, 'fault/0'), noSurroundings);
  const proof = await injection.prove();
  expect(proof).toBeTypeOf('string');
  return { injection, proof: proof ?? '' };
}

/**
 * Heals twice, starts what is dead, and waits until everything is complete; Redis's own tool must agree for a Redis
 * Cluster.
 */
export async function mend(cluster: Cluster, injection: Injection): Promise<void> {
  await injection.heal();
  await injection.heal();
  for (const node of cluster.nodes) if (!node.running) await repairable(cluster).restart(node);
  expect(await cluster.converge(60_000)).toBe(true);
  if (cluster.clientView.kind === 'cluster') await expectWhole(cluster);
  // Our own connections may have been closed too.
  for (const node of cluster.nodes)
    if (node.shard !== null) await until(async () => (await cluster.data.inspect(node)) !== undefined);
}

/** What `redis-cli --cluster check` checks: which member serves which slots, and whether all members agree. */
export async function expectWhole(cluster: Cluster): Promise<void> {
  const said = await checkCluster(cluster, 0);
  for (const line of ['[OK] All nodes agree about slots configuration.', '[OK] All 16384 slots covered.'])
    expect(said).toContain(line);
  expect(said).not.toMatch(/\[(ERR|WARNING)\]/);
}

/** One reply of a node. */
export async function ask(cluster: Cluster, node: ClusterNode, ...words: string[]): Promise<unknown> {
  using line = cluster.data.openLine(node, 5_000);
  return await line.command(words);
}

/** A key on each shard, with a value. */
export async function fill(cluster: Cluster, count: number): Promise<readonly string[]> {
  const keys = Array.from({ length: count }, (_, index) => `key:${index}`);
  for (let shard = 0; shard < cluster.shardCount; shard += 1) {
    const primary = cluster.primaryOf(shard) as ClusterNode;
    const own = keys.filter((key) => cluster.shardOf(key) === shard);
    await cluster.data.write(
      primary,
      own.flatMap((key) => [key, `value of ${key}`]),
    );
    await cluster.data.waitForReplicas(primary, cluster.replicasOf(shard).length, 10_000);
  }
  return keys;
}

/** How many of the keys remain. */
export async function found(cluster: Cluster, keys: readonly string[]): Promise<number> {
  let count = 0;
  for (let shard = 0; shard < cluster.shardCount; shard += 1) {
    const own = keys.filter((key) => cluster.shardOf(key) === shard);
    const values = await cluster.data.read(cluster.primaryOf(shard) as ClusterNode, own);
    count += values.filter((value) => value !== null).length;
  }
  return count;
}
