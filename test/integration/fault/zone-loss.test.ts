import { describe, expect, it } from 'vitest';
import { noSurroundings } from '../../../src/fault/fault.js';
import { forkRandom } from '../../../src/random/random.js';
import { command } from '../../link/fixtures/replication-stream.js';
import { call, until } from '../../link/fixtures/sockets.js';
import { faults } from '../fixtures/built.js';
import { startCluster } from '../fixtures/cluster.js';

const links = { betweenZones: { delayMs: 1 } };
const zoneLoss = faults['zone-loss'];
const random = forkRandom(1, 'fault/0');

describe('zone-loss', () => {
  it('also cuts off the clients in the zone, until it is healed', async () => {
    await using started = await startCluster({ links }, { clientRelays: true, clientsZone: 'az-1' });
    const { cluster } = started;
    const survivor = cluster.nodes.find(({ id }) => id === 'n2')!;
    using client = await call(survivor.clientAddress);
    client.socket.write(command('PING'));
    await until(() => client.bytes === '+PONG\r\n'.length);
    const injection = await zoneLoss.inject(
      cluster,
      zoneLoss.options.parse({ target: { zone: 'az-1' } }),
      random,
      noSurroundings,
    );
    expect(await injection.prove()).toMatch(/discarded \d+ bytes; the clients in az-1 are cut off$/);
    expect(survivor.running).toBe(true);
    expect(client.fate).toBe('open');
    await injection.heal();
    await injection.heal();
    await until(() => client.fate === 'reset');
    using again = await call(survivor.clientAddress);
    again.socket.write(command('PING'));
    await until(() => again.bytes === '+PONG\r\n'.length);
  });

  it('does not affect clients in another zone', async () => {
    await using started = await startCluster({ links }, { clientRelays: true, clientsZone: 'az-2' });
    const { cluster } = started;
    const injection = await zoneLoss.inject(
      cluster,
      zoneLoss.options.parse({ target: { zone: 'az-1' } }),
      random,
      noSurroundings,
    );
    expect(await injection.prove()).not.toContain('clients');
    using client = await call(cluster.nodes.find(({ id }) => id === 'n2')!.clientAddress);
    client.socket.write(command('PING'));
    await until(() => client.bytes === '+PONG\r\n'.length);
    await injection.heal();
  });

  it("kills every node and sentinel of the primary's zone at once, and notifies no client", async () => {
    await using started = await startCluster({ links }, { clientRelays: true });
    const { cluster } = started;
    const primary = cluster.primaryOf(0)!;
    using client = await call(primary.clientAddress);
    client.socket.write(command('PING'));
    await until(() => client.bytes === '+PONG\r\n'.length);
    const injection = await zoneLoss.inject(cluster, zoneLoss.options.parse({}), random, noSurroundings);
    client.socket.write(command('PING'));
    expect(injection.targets.map(({ id }) => id).sort()).toEqual(['n1', 's1']);
    const pids = injection.targets.map(({ process }) => process!.pid).join(', ');
    expect(await injection.prove()).toContain(`processes ${pids} are gone, and their links discarded`);
    const running = cluster.nodes.filter(({ running }) => running).map(({ id }) => id);
    running.sort();
    expect(running).toEqual(['n2', 'n3', 's2', 's3']);
    await until(async () => (await injection.reportLoss?.())!.discardedBytes >= command('PING').length);
    expect((await injection.reportLoss?.())!.replication.map(({ replica }) => replica).sort()).toEqual(['n2', 'n3']);
    expect([client.fate, client.bytes]).toEqual(['open', '+PONG\r\n'.length]);
    await injection.heal();
    await injection.heal();
    for (const node of injection.targets) await cluster.restart(node);
    expect(await cluster.converge(60_000)).toBe(true);
  });

  it('kills the members in a zone of a cluster, whatever their roles', async () => {
    const plan = { kind: 'cluster', shards: 3, replicas: 1, links } as const;
    await using started = await startCluster(plan, { clientRelays: true });
    const options = zoneLoss.options.parse({ target: { zone: 'az-2' } });
    const injection = await zoneLoss.inject(started.cluster, options, random, noSurroundings);
    const inZone = started.cluster.nodes.filter(({ zone }) => zone === 'az-2');
    expect(inZone.length).toBe(2);
    // Nodes are listed in the order in which they came up.
    expect(new Set(injection.targets)).toEqual(new Set(inZone));
    expect(await injection.prove()).toContain('are gone');
  });
});
