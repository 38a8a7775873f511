import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterNode } from '../../../src/topology/cluster.js';
import type { Cluster } from '../../../src/topology/topology.js';
import { call, type Ear, until } from '../../link/fixtures/sockets.js';
import { startCluster } from '../fixtures/cluster.js';
import { binaryOf, mend, type PlannedKind, planOf, strike } from './strike.js';

const plans = { replicated: 3, memcached: 2 } as const;
const kinds = Object.keys(plans) as (keyof typeof plans & PlannedKind)[];
const links = { betweenZones: { delayMs: 1 } };

// Sentinels and clusters have their own tests; these topologies have no automatic promotion.
describe.each(kinds)('network faults on topology %s', (kind) => {
  let started: Awaited<ReturnType<typeof startCluster>>;
  let cluster: Cluster;
  const plan = { ...planOf(kind), zones: plans[kind], links };
  const hit = (...fault: [name: Parameters<typeof strike>[2], written?: Readonly<Record<string, unknown>>]) =>
    strike(cluster, plan, ...fault);
  const first = () => cluster.primaryOf(0) as ClusterNode;

  beforeAll(async () => {
    started = await startCluster(plan, { binary: await binaryOf(kind), clientRelays: true });
    cluster = started.cluster;
  });
  afterAll(() => started[Symbol.asyncDispose]());

  it('partition leaves clients without a reply, and then delivers what it held', async () => {
    using client = await call(first().clientAddress);
    const { injection, proof } = await hit('partition', { target: { node: first().id }, from: 'clients' });
    expect(proof).toContain(`clients to ${first().id}`);
    client.socket.write('PING\r\n');
    await mend(cluster, injection);
    await hasAnswer(client);
    expect(client.fate).toBe('open');
  });

  it('partition with a reset closes the connections it cut', async () => {
    using client = await call(first().clientAddress);
    client.socket.write('PING\r\n');
    await hasAnswer(client);
    const { injection } = await hit('partition', { target: { node: first().id }, from: 'clients', heal: 'reset' });
    expect(client.fate).toBe('open');
    await mend(cluster, injection);
    await until(() => client.fate === 'reset');
  });

  it('slow-link delays every reply', async () => {
    const { injection, proof } = await hit('slow-link', {
      target: { node: first().id },
      from: 'clients',
      delay: '30ms',
    });
    expect(proof).toMatch(/an echo from clients to n\d takes \d+\.\d ms/);
    await mend(cluster, injection);
  });

  it('drop-replies discards replies, then resets', async () => {
    const { injection, proof } = await hit('drop-replies', { target: { node: first().id } });
    expect(proof).toContain('bytes of replies were dropped');
    await mend(cluster, injection);
    using client = await call(first().clientAddress);
    client.socket.write('PING\r\n');
    await hasAnswer(client);
  });

  it('reset-connections resets existing connections, and accepts new ones', async () => {
    using client = await call(first().clientAddress);
    client.socket.write('PING\r\n');
    await hasAnswer(client);
    const { injection, proof } = await hit('reset-connections', { target: { node: first().id } });
    expect(proof).toMatch(/[1-9]\d* connections were reset/);
    await until(() => client.fate === 'reset');
    await mend(cluster, injection);
  });

  it('host-loss kills process and links, and notifies no client', async () => {
    using client = await call(first().clientAddress);
    client.socket.write('PING\r\n');
    await hasAnswer(client);
    const { injection, proof } = await hit('host-loss', { target: { node: first().id } });
    expect(proof).toMatch(/is gone, and its links discarded \d+ bytes/);
    expect(client.fate).toBe('open');
    await mend(cluster, injection);
    await until(() => client.fate === 'reset');
  });

  it('zone-loss kills only the nodes of one zone', async () => {
    const { injection, proof } = await hit('zone-loss', { target: { zone: 'az-2' } });
    expect(proof).toContain('gone');
    const running = cluster.nodes.filter(({ running }) => running).map(({ zone }) => zone);
    expect(new Set(running)).toEqual(
      new Set(['az-1', 'az-2', 'az-3'].slice(0, plans[kind]).filter((z) => z !== 'az-2')),
    );
    await mend(cluster, injection);
    expect(injection.targets.every(({ zone, running }) => zone === 'az-2' && running)).toBe(true);
  });

  if (kind === 'replicated')
    it('slow-replica delays the replication of a replica', async () => {
      const { injection, proof } = await hit('slow-replica', { delay: '30ms' });
      expect(proof).toMatch(/an echo from n\d to n\d takes/);
      await mend(cluster, injection);
    });
});

/** Any reply will do: Memcached does not know PING, and replies with an error. */
function hasAnswer(client: Ear): Promise<void> {
  return until(() => client.bytes > 0);
}
