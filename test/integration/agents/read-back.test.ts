import { describe, expect, it } from 'vitest';
import { notObserved } from '../../../src/audit/observation.js';
import { waitUntil } from '../../../src/clock/wait.js';
import type { Copies, ReadElsewhere } from '../../../src/keyspace/copies.js';
import type { ReadBack } from '../../../src/keyspace/read-back.js';
import { formatStamp, keyName } from '../../../src/model/write-stamp.js';
import type { ClusterNode } from '../../../src/topology/cluster.js';
import { targetNode } from '../../../src/topology/external/target-node.js';
import type { Cluster } from '../../../src/topology/topology.js';
import { requireEngine } from '../fixtures/built.js';
import { type GivenPlan, runTag, startCluster } from '../fixtures/cluster.js';
import { loadByAgents } from './load-of-agents.js';
import { type ReadWitness, witnessReads } from './read-witness.js';

const memcached = await requireEngine({ engine: 'memcached', version: null }, { onProgress: () => {} });
const agents = 3;
const keys = 300;
/** Each key is written so often that none is left out. */
const load = { agents, keys, writes: 30 * keys };
/** Lost behind the program's back: some of every agent. */
const planted = [7, 8, 9, 100];
const patience = { timeoutMs: 60_000, pollMs: 2 };

const topologies: readonly (readonly [name: string, plan: GivenPlan])[] = [
  ['a primary and two replicas with sentinels', { kind: 'sentinel', password: true }],
  ['a Redis Cluster with TLS', { kind: 'cluster', shards: 3, replicas: 1, tls: true, password: true }],
  ['a pool of memcached', { kind: 'memcached', engine: 'memcached', shards: 2, replicas: 0 }],
];

describe.each(topologies)('the keys of %s', (_, plan) => {
  it('are read once each by the agents that own them, who find what was lost', async () => {
    await using started = await startCluster(plan, plan.kind === 'memcached' ? { binary: memcached } : {});
    const { cluster } = started;
    await loadByAgents(cluster, load, async ({ coordinator, readBack, judge }) => {
      const older = await setBack(cluster);
      using witnesses = await witnessAll(cluster);
      const byAgents = await readBack(coordinator.readElsewhere);
      await expectReadByOwners(cluster, witnesses.of);
      expect(planted.map((key) => byAgents.keys?.primary[key])).toEqual(older);
      expect(valuesOf(await readBack())).toEqual(valuesOf(byAgents));
      const safety = await judge(byAgents);
      expect(safety).toMatchObject({ verdict: 'unsafe', fates: { lost: planted.length }, canaries: byAgents.canaries });
      expect(safety.replicas).toHaveLength((plan.replicas ?? 2) * cluster.shardCount);
    });
  });
});

// Both of these mostly wait.
it.concurrent('an agent that dies or stops while it reads is lost, and what it leaves is read by the coordinator', async () => {
  await using started = await startCluster();
  const { cluster } = started;
  await loadByAgents(
    cluster,
    { agents, keys: 30_000, writes: 3_000 },
    async ({ coordinator, processes, lost, readBack, judge }) => {
      using witness = await witnessReads(cluster, cluster.primaryOf(0)!);
      const [dying, stopping] = processes;
      stopping!.signal('SIGSTOP');
      const reading = readBack(coordinator.readElsewhere);
      await waitUntil(async () => [...(await witness.reads()).values()].some((names) => names.length > 0), patience);
      dying!.signal('SIGKILL');
      const found = await reading;
      expect(new Set(lost)).toEqual(new Set([dying!.name, stopping!.name]));
      expect(found.keys?.primary.includes(notObserved)).toBe(false);
      for (const { values } of found.keys?.replicas ?? []) expect(values).toEqual(found.keys?.primary);
      const safety = await judge(found);
      expect(safety).toMatchObject({ verdict: 'unknown', fates: { lost: 0 } });
      expect(safety.reason).toContain('20,000 keys were not audited');
    },
  );
});

it.concurrent('what agents can not reach, or look for on the wrong node, is read by the coordinator', async () => {
  await using started = await startCluster({ kind: 'cluster', shards: 2, replicas: 1 });
  const { cluster } = started;
  await loadByAgents(cluster, { ...load, agents: 2 }, async ({ coordinator, readBack, judge }) => {
    await setBack(cluster);
    const misled: ReadElsewhere = (copies, onKeys) => coordinator.readElsewhere(mislead(copies), onKeys);
    const found = await readBack(misled);
    expect(coordinator.places.map(({ reading }) => reading?.leftNodes)).toEqual([['nowhere'], ['nowhere']]);
    expect(valuesOf(found)).toEqual(valuesOf(await readBack()));
    expect(await judge(found)).toMatchObject({ verdict: 'unsafe', fates: { lost: planted.length } });
  });
});

/** The same copies, but a replica is where nobody listens, and some keys are said to be in the other shard. */
function mislead(copies: Copies): Copies {
  const at = copies.all.findIndex(({ isPrimary }) => !isPrimary);
  const nowhere = targetNode('nowhere', 'replica', 0, { host: '127.0.0.1', port: 1 });
  const audited = copies.audited.map(({ use, shardOfKey }) => ({
    use,
    shardOfKey: shardOfKey.map((shard, key) => (key < 20 ? 1 - shard : shard)),
  }));
  return {
    ...copies,
    all: copies.all.map((copy, index) => (index === at ? { ...copy, node: nowhere } : copy)),
    audited,
  };
}

/** Puts the values before the last ones in the place of some keys' values; returns their sequence numbers. */
async function setBack(cluster: Cluster): Promise<readonly number[]> {
  const sequences: number[] = [];
  for (const keyIndex of planted) {
    const name = keyName(runTag, keyIndex);
    const primary = cluster.primaryOf(cluster.shardOf(name))!;
    const [value] = await cluster.data.read(primary, [name]);
    const sequence = Number.parseInt(value!.slice(16, 24), 16) - 1;
    await cluster.data.write(primary, [name, formatStamp({ runTag, keyIndex, sequence })]);
    sequences.push(sequence);
  }
  return sequences;
}

async function witnessAll(cluster: Cluster) {
  const of = new Map<ClusterNode, ReadWitness>();
  for (const node of cluster.nodes) if (node.shard !== null) of.set(node, await witnessReads(cluster, node));
  return {
    of,
    [Symbol.dispose]() {
      for (const witness of of.values()) witness[Symbol.dispose]();
    },
  };
}

/** By the servers' own reports. */
async function expectReadByOwners(cluster: Cluster, witnesses: ReadonlyMap<ClusterNode, ReadWitness>): Promise<void> {
  const names = Array.from({ length: keys }, (_, key) => keyName(runTag, key));
  for (const [node, witness] of witnesses) {
    const reads = [...(await witness.reads()).values()].filter((read) => read.length > 0);
    const owned = reads.filter((read) => read.every((name) => names.includes(name)));
    const others = reads.filter((read) => !owned.includes(read)).flat();
    // The coordinator's only reads are those of the canaries.
    expect(others.filter((name) => names.includes(name))).toEqual([]);
    expect(owned.flat().toSorted()).toEqual(names.filter((name) => cluster.shardOf(name) === node.shard));
    // Each connection of an agent reads its keys and no others, one agent after the other where a socket was used again.
    const owners = owned.flatMap((read) => {
      const ofReads = read.map((name) => names.indexOf(name) % agents);
      return ofReads.filter((owner, index) => owner !== ofReads[index - 1]);
    });
    expect(owners.toSorted()).toEqual(Array.from({ length: agents }, (_, agent) => agent));
  }
}

function valuesOf({ keys: found }: ReadBack) {
  return { primary: found?.primary, replicas: found?.replicas.map(({ node, values }) => [node, [...values]]) };
}
