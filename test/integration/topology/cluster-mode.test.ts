import { describe, expect, it } from 'vitest';
import { hashSlot } from '../../../src/model/hash-slot.js';
import { call } from '../../../src/topology/call.js';
import { until } from '../../link/fixtures/sockets.js';
import { endpointsOf, type GivenPlan, remainsOf, startCluster } from '../fixtures/cluster.js';
import { checkCluster } from '../fixtures/cluster-check.js';
import { moveSlots } from '../fixtures/move-slots.js';

const threeByOne: GivenPlan = {
  kind: 'cluster',
  shards: 3,
  replicas: 1,
  // Long enough that a busy machine has no election.
  cluster: { nodeTimeoutMs: 60_000, requireFullCoverage: false },
};
const fastElection = { cluster: { nodeTimeoutMs: 2_000, requireFullCoverage: false } };
const withLinks = { links: { betweenZones: { delayMs: 1 } } };

describe.each([
  ['without links', {}, false],
  ['with links for clients too', withLinks, true],
])('a Redis Cluster %s', (_what, links, clientRelays) => {
  it('is complete when it has started, separates the members of a shard, and leaves nothing behind', async () => {
    const started = await startCluster({ ...threeByOne, ...links }, { clientRelays });
    const { cluster } = started;
    const remains = {
      pids: cluster.nodes.map(({ process }) => process.pid),
      endpoints: endpointsOf(cluster),
      folders: [started.folder],
    };
    try {
      expect(cluster.nodes.map(({ id, zone, role, shard }) => `${id} ${zone} ${role} ${shard}`).sort()).toEqual([
        'n1 az-1 primary 0',
        'n2 az-2 primary 1',
        'n3 az-3 primary 2',
        'n4 az-2 replica 0',
        'n5 az-3 replica 1',
        'n6 az-1 replica 2',
      ]);
      expect(await checkCluster(cluster)).toContain('[OK] All 16384 slots covered.');
      expect(cluster.isRedundant()).toBe(true);
      expect([...remains.endpoints].length).toBe(clientRelays ? 24 : 12);
      for (const key of ['foo', 'bar', 'hello']) {
        const shard = cluster.shardOf(key);
        const primary = cluster.primaryOf(shard)!;
        await cluster.data.write(primary, [key, 'value']);
        expect(await cluster.data.waitForReplicas(primary, 1, 5_000)).toBe(1);
        for (const node of [primary, ...cluster.replicasOf(shard)])
          expect(await cluster.data.read(node, [key, `${key}-not-there{${key}}`])).toEqual(['value', null]);
      }
    } finally {
      await started[Symbol.asyncDispose]();
    }
    expect(await remainsOf(remains)).toEqual([]);
  });
});

describe('the death of a primary', () => {
  it('is reported as the others see it, its replica takes over, and a new node replaces it', async () => {
    await using started = await startCluster({
      ...{ ...threeByOne, ...withLinks, ...fastElection },
      nodeConfig: { n5: { 'replica-priority': '10' } },
    });
    const { cluster, events } = started;
    const old = cluster.primaryOf(1)!;
    const [replica] = cluster.replicasOf(1);
    const priorities = cluster.nodes.map(async (node) => {
      const [answer] = await call(cluster.data, node, [['CONFIG', 'GET', 'replica-priority']]);
      return [node.id, (answer as string[])[1]];
    });
    expect(Object.fromEntries(await Promise.all(priorities))).toMatchObject({ n4: '100', n5: '10', n6: '100' });
    await old.process!.kill();
    await until(() => cluster.primaryOf(1) !== undefined);
    expect(cluster.primaryOf(1)).toBe(replica);
    expect(events).toContainEqual(expect.objectContaining({ type: 'suspected', node: old }));
    const witnesses = cluster.nodes.filter((node) => node !== old);
    const others = witnesses.filter((node) => node !== replica);
    const by = (type: string, about: unknown) =>
      new Set(
        events.flatMap((event) => (event.type === type && event.node === about && 'by' in event ? event.by : [])),
      );
    await until(() => by('agreed-down', old).size === witnesses.length);
    await until(() => by('learned-primary', replica).size === others.length);
    expect(by('agreed-down', old)).toEqual(new Set(witnesses));
    expect(by('learned-primary', replica)).toEqual(new Set(others));
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'role-changed', node: replica, from: 'replica', to: 'primary' }),
    );
    expect(cluster.isRedundant()).toBe(false);

    const fresh = await cluster.replace(old);
    expect(fresh).toMatchObject({ shard: 1, zone: old.zone, role: 'replica' });
    expect(await cluster.converge(30_000)).toBe(true);
    expect(cluster.isRedundant()).toBe(true);
    expect(cluster.isAttached(fresh)).toBe(true);
    const whole = await checkCluster(cluster);
    expect(whole).toContain('[OK] All nodes agree about slots configuration.');
    expect(whole).not.toContain(String(old.address.port));
    const roleChanges = events.filter((event) => event.type === 'role-changed');
    expect(roleChanges.filter(({ node }) => node === fresh)).toEqual([]);
  });

  it('ends with its return as a replica if it is restarted', async () => {
    await using started = await startCluster({ ...threeByOne, ...fastElection });
    const { cluster } = started;
    const old = cluster.primaryOf(0)!;
    await old.process!.kill();
    await until(() => cluster.primaryOf(0) !== undefined);
    await cluster.restart(old);
    await until(() => cluster.isAttached(old));
    expect(await cluster.converge(30_000)).toBe(true);
    expect(old.role).toBe('replica');
    expect(await checkCluster(cluster)).toContain('[OK] All 16384 slots covered.');
  });
});

describe('a slot that moves', () => {
  it('belongs to its new shard afterwards', async () => {
    await using started = await startCluster(threeByOne);
    const { cluster } = started;
    const shard = cluster.shardOf('foo');
    const target = cluster.primaryOf((shard + 1) % 3)!;
    await moveSlots(cluster, [hashSlot('foo')], cluster.primaryOf(shard)!, target);
    await until(() => cluster.shardOf('foo') === target.shard);
  });
});
