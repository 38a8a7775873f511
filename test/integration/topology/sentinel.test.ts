import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../src/model/node.js';
import { until } from '../../link/fixtures/sockets.js';
import { endpointsOf, remainsOf, startCluster } from '../fixtures/cluster.js';

const withLinks = { links: { betweenZones: { delayMs: 2 } } };
const preferred = { nodeConfig: { n3: { 'replica-priority': '10' } } };

/** Sends one command to a server. */
async function ask(endpoint: Endpoint, ...command: [string, ...string[]]): Promise<unknown> {
  const connection = new Redis({ ...endpoint, lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
  connection.on('error', () => {});
  try {
    return await connection.call(...command);
  } finally {
    connection.disconnect();
  }
}

function at({ host, port }: Endpoint): string {
  return `${host}:${port}`;
}

describe.each([
  ['without links', {}, false],
  ['with links', { ...withLinks, ...preferred }, false],
  ['with links for clients too', withLinks, true],
])('a sentinel cluster %s', (_what, plan, clientRelays) => {
  it('converges, replies at its announced addresses, and leaves nothing behind', async () => {
    const started = await startCluster(plan, { clientRelays });
    const { cluster } = started;
    const remains = {
      pids: cluster.nodes.map(({ process }) => process.pid),
      endpoints: endpointsOf(cluster),
      folders: [started.folder],
    };
    try {
      expect(cluster.nodes.map(({ id, zone, role }) => `${id} ${zone} ${role}`).sort()).toEqual([
        'n1 az-1 primary',
        'n2 az-2 replica',
        'n3 az-3 replica',
        's1 az-1 sentinel',
        's2 az-2 sentinel',
        's3 az-3 sentinel',
      ]);
      expect(cluster.primaryOf(0)?.id).toBe('n1');
      expect(cluster.replicasOf(0)).toHaveLength(2);
      expect(cluster.isRedundant()).toBe(true);
      expect(await cluster.converge(10_000)).toBe(true);

      const announced = (id: string) => {
        const node = cluster.nodes.find((candidate) => candidate.id === id);
        return node && (node.links?.announced ?? node.address);
      };
      for (const sentinel of cluster.nodes.filter(({ role }) => role === 'sentinel')) {
        const [host, port] = (await ask(sentinel.address, 'SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'cache')) as string[];
        expect(`${host}:${port}`).toBe(at(announced('n1')!));
        const replicas = (await ask(sentinel.address, 'SENTINEL', 'REPLICAS', 'cache')) as string[][];
        expect(replicas.map((fields) => fields[1]).sort()).toEqual(['n2', 'n3'].map((id) => at(announced(id)!)).sort());
        const preferredOnes = replicas.filter((fields) => fields[fields.indexOf('slave-priority') + 1] === '10');
        expect(preferredOnes.map((fields) => fields[1])).toEqual('nodeConfig' in plan ? [at(announced('n3')!)] : []);
      }
      expect(cluster.clientView).toMatchObject({
        kind: 'sentinel',
        primaryName: 'cache',
        addressMap: Object.fromEntries(
          ['n1', 'n2', 'n3'].map((id) => [
            at(announced(id)!),
            cluster.nodes.find((node) => node.id === id)!.clientAddress,
          ]),
        ),
      });
      for (const { id, address, clientAddress, links } of cluster.nodes) {
        expect(links === null).toBe(!('links' in plan));
        expect(at(clientAddress) === at(address)).toBe(!clientRelays);
        expect(cluster.nodeAt(address.host, address.port)?.id).toBe(id);
      }
      // A client that connects through the front writes, and the replicas have the write.
      expect(await ask(cluster.nodes.find(({ id }) => id === 'n1')!.clientAddress, 'SET', 'key', 'value')).toBe('OK');
      for (const node of cluster.replicasOf(0)) {
        await until(async () => (await cluster.data.read(node, ['key']))[0] === 'value');
        expect(await cluster.data.read(node, ['none', 'key'])).toEqual([null, 'value']);
      }
      // Our control connections reach the data too, and wait for the replicas.
      await cluster.data.write(cluster.primaryOf(0)!, ['key', 'other']);
      expect(await cluster.data.waitForReplicas(cluster.primaryOf(0)!, 2, 30_000)).toBe(2);
    } finally {
      await started[Symbol.asyncDispose]();
    }
    expect(await remainsOf(remains)).toEqual([]);
  });
});

describe('a dead node', () => {
  it('is replaced by a new one in its zone, which gets the data; a restarted node keeps its address', async () => {
    await using started = await startCluster(withLinks);
    const { cluster } = started;
    const [primary, dead] = [cluster.primaryOf(0)!, cluster.nodes.find(({ id }) => id === 'n2')!];
    await cluster.data.write(primary, ['key', 'value']);
    const pids = [dead.process!.pid];
    await dead.process!.kill();
    expect(cluster.isRedundant()).toBe(false);
    const replacement = await cluster.replace(dead);
    expect(replacement).toMatchObject({ id: 'n4', zone: 'az-2', role: 'replica', shard: 0 });
    expect(at(replacement.address)).not.toBe(at(dead.address));
    expect(await cluster.converge(30_000)).toBe(true);
    expect(cluster.isAttached(replacement)).toBe(true);
    expect(await cluster.data.read(replacement, ['key'])).toEqual(['value']);

    const address = at(dead.address);
    await cluster.restart(dead);
    pids.push(dead.process!.pid);
    expect(new Set(pids).size).toBe(2);
    expect(at(dead.address)).toBe(address);
    expect(await cluster.converge(30_000)).toBe(true);
    await until(() => cluster.isAttached(dead));
    expect(await cluster.data.read(dead, ['key'])).toEqual(['value']);
    expect(
      cluster
        .describe()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['n1', 'n2', 'n3', 'n4', 's1', 's2', 's3']);
  });

  it('that is a sentinel is not replaced by a replica', async () => {
    await using started = await startCluster({
      sentinel: { count: 1, downAfterMs: 60_000, failoverTimeoutMs: 60_000, quorum: 1 },
    });
    const sentinel = started.cluster.nodes.find(({ role }) => role === 'sentinel')!;
    await expect(started.cluster.replace(sentinel)).rejects.toThrow('recover: restart');
    expect(started.cluster.nodes).toHaveLength(4);
  });
});

describe('a failover', () => {
  it('is reported as it happens, and the cluster knows its new primary', async () => {
    const sentinel = { count: 3, downAfterMs: 1_000, failoverTimeoutMs: 5_000, quorum: 2 };
    await using started = await startCluster({ ...withLinks, sentinel });
    const { cluster, events } = started;
    const old = cluster.primaryOf(0)!;
    await old.process!.kill();
    expect(cluster.primaryOf(0)).toBeUndefined();
    await until(() => cluster.primaryOf(0) !== undefined);
    const promoted = cluster.primaryOf(0)!;
    expect(promoted.id).not.toBe(old.id);
    const names = () => events.flatMap((event) => (event.type === 'server-event' ? event.name : []));
    await until(() => names().includes('+switch-master'));
    for (const type of ['suspected', 'agreed-down'])
      expect(events).toContainEqual(expect.objectContaining({ type, node: old }));
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'role-changed', node: promoted, from: 'replica', to: 'primary' }),
    );
    expect(await cluster.converge(30_000)).toBe(true);
    const sentinels = cluster.nodes.filter(({ role }) => role === 'sentinel');
    const learnedBy = () =>
      new Set(
        events.flatMap((event) => (event.type === 'learned-primary' && event.node === promoted ? [event.by] : [])),
      );
    await until(() => learnedBy().size === sentinels.length);
    expect(learnedBy()).toEqual(new Set(sentinels));
  });
});
