import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { call } from '../../../src/topology/call.js';
import type { ClusterNode } from '../../../src/topology/cluster.js';
import type { NodesPlan } from '../../../src/topology/nodes-plan.js';
import type { StartContext } from '../../../src/topology/topology.js';
import { until } from '../../link/fixtures/sockets.js';
import { topologies } from '../fixtures/built.js';
import { clusterSite, endpointsOf, remainsOf, sentinelPlan } from '../fixtures/cluster.js';

/** A running cluster without sentinels, on its own site. */
async function start(kind: 'standalone' | 'replicated', plan: Partial<NodesPlan>, given: Partial<StartContext> = {}) {
  const site = await clusterSite(given);
  try {
    const cluster = await topologies[kind].start({ ...sentinelPlan, ...plan }, site.context);
    return {
      cluster,
      folder: site.folder,
      async [Symbol.asyncDispose]() {
        await cluster[Symbol.asyncDispose]();
        await site[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await site[Symbol.asyncDispose]();
    throw error;
  }
}

async function kill(node: ClusterNode): Promise<void> {
  await node.process!.kill();
}

describe('a standalone server', () => {
  it('is one primary without relays, and leaves nothing behind', async () => {
    const { cluster, folder, ...site } = await start('standalone', { replicas: 0 });
    const pids = cluster.nodes.map(({ process }) => process.pid);
    expect(cluster.nodes.map(({ id, role }) => `${id} ${role}`)).toEqual(['n1 primary']);
    expect(cluster.network).toBeNull();
    expect(cluster.clientView).toMatchObject({ kind: 'single', endpoint: cluster.nodes[0]?.address });
    expect(cluster.primaryOf(0)?.id).toBe('n1');
    expect(cluster.replicasOf(0)).toEqual([]);
    expect(cluster.isRedundant()).toBe(true);
    expect(cluster.readyMs).toBeGreaterThan(0);
    const endpoints = endpointsOf(cluster);
    await site[Symbol.asyncDispose]();
    expect(await remainsOf({ pids, endpoints, folders: [folder] })).toEqual([]);
  });

  it('is reached through a relay if a fault needs one', async () => {
    await using started = await start('standalone', { replicas: 0 }, { clientRelays: true });
    const [node] = started.cluster.nodes;
    const { clientView } = started.cluster;
    expect(clientView).toMatchObject({ kind: 'single', endpoint: node?.links?.client });
    expect(node?.clientAddress).not.toEqual(node?.address);
    if (clientView.kind !== 'single') throw new Error('not a single server');
    const client = new Redis({ ...clientView.endpoint, lazyConnect: true });
    expect(await client.ping()).toBe('PONG');
    client.disconnect();
  });

  // With appendonly, a restart keeps the data, so an empty store was emptied.
  const persistent = {
    replicas: 0,
    config: { appendonly: 'yes', appendfsync: 'no' },
    nodeConfig: { n1: { appendfsync: 'always' } },
  };

  it('has its data and address after a restart', async () => {
    await using started = await start('standalone', persistent);
    const { cluster } = started;
    const [node] = cluster.nodes as [ClusterNode];
    const [settings] = await call(cluster.data, node, [['CONFIG', 'GET', 'append*']]);
    expect(settings).toEqual(expect.arrayContaining(['appendonly', 'yes', 'appendfsync', 'always']));
    await cluster.data.write(node, ['key', 'value']);
    await kill(node);
    expect(cluster.primaryOf(0)).toBeUndefined();
    expect(cluster.isRedundant()).toBe(false);
    await cluster.restart(node);
    expect(await cluster.converge(20_000)).toBe(true);
    expect(await cluster.data.read(node, ['key'])).toEqual(['value']);
  });

  it('is replaced by an empty one at the same address', async () => {
    await using started = await start('standalone', persistent);
    const { cluster } = started;
    const [node] = cluster.nodes as [ClusterNode];
    const { address } = node;
    await cluster.data.write(node, ['key', 'value']);
    await kill(node);
    expect(await cluster.replace(node)).toBe(node);
    expect(await cluster.converge(20_000)).toBe(true);
    expect(node.address).toEqual(address);
    expect(await cluster.data.read(node, ['key'])).toEqual([null]);
    await until(() => cluster.isAttached(node));
  });
});

describe('a primary with replicas but no automatic promotion', () => {
  it('converges with every replica in sync, across zones and relays', async () => {
    await using started = await start('replicated', { replicas: 2, links: { betweenZones: { delayMs: 2 } } });
    const { cluster } = started;
    expect(cluster.nodes.map(({ id, zone, role }) => `${id} ${zone} ${role}`).sort()).toEqual([
      'n1 az-1 primary',
      'n2 az-2 replica',
      'n3 az-3 replica',
    ]);
    const primary = cluster.primaryOf(0)!;
    await cluster.data.write(primary, ['key', 'value']);
    expect(await cluster.data.waitForReplicas(primary, 2, 10_000)).toBe(2);
    for (const replica of cluster.replicasOf(0)) expect(await cluster.data.read(replica, ['key'])).toEqual(['value']);
  });

  it('keeps its dead primary dead until it is recovered, and is then complete again', async () => {
    await using started = await start('replicated', { replicas: 1 });
    const { cluster } = started;
    const primary = cluster.primaryOf(0)!;
    await kill(primary);
    expect(cluster.primaryOf(0)).toBeUndefined();
    expect(cluster.replicasOf(0).map(({ id }) => id)).toEqual(['n2']);
    await cluster.restart(primary);
    expect(await cluster.converge(60_000)).toBe(true);
    expect(cluster.isRedundant()).toBe(true);
  });

  it('loses everything if an empty primary replaces the dead one: its replicas copy it', async () => {
    await using started = await start('replicated', { replicas: 1 });
    const { cluster } = started;
    const primary = cluster.primaryOf(0)!;
    const [replica] = cluster.replicasOf(0) as [ClusterNode];
    await cluster.data.write(primary, ['key', 'value']);
    await cluster.data.waitForReplicas(primary, 1, 10_000);
    await kill(primary);
    await cluster.replace(primary);
    expect(await cluster.converge(60_000)).toBe(true);
    expect(await cluster.data.read(replica, ['key'])).toEqual([null]);
  });
});
