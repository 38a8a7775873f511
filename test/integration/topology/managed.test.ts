import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import type { Endpoint } from '../../../src/model/node.js';
import { until } from '../../link/fixtures/sockets.js';
import { startCluster } from '../fixtures/cluster.js';

/** A lost host accepts connections and never answers. */
function clientOf(endpoint: Endpoint): Redis {
  const limits = { maxRetriesPerRequest: 0, commandTimeout: 1_000, connectTimeout: 1_000, retryStrategy: () => null };
  const client = new Redis({ ...endpoint, lazyConnect: true, ...limits });
  client.on('error', () => {});
  return client;
}

/** The port of the server that a new connection to an endpoint reaches. */
async function portBehind(endpoint: Endpoint): Promise<number> {
  const client = clientOf(endpoint);
  try {
    const [, port] = (await client.config('GET', 'port')) as [string, string];
    return Number(port);
  } finally {
    client.disconnect();
  }
}

it('a managed service promotes its most advanced replica, and new connections to its endpoint reach it', async () => {
  const options = { detectAfterMs: 1_000, dnsDelayMs: 500 };
  await using started = await startCluster({
    kind: 'managed',
    managed: options,
    links: { betweenZones: { delayMs: 1 } },
  });
  const { cluster, events } = started;
  const { clientView, network } = cluster;
  if (clientView.kind !== 'single' || clientView.service === undefined || network === null)
    throw new Error('no service');
  const [n1, n2, n3] = ['n1', 'n2', 'n3'].map((id) => cluster.nodes.find((node) => node.id === id)!);
  expect(await portBehind(clientView.endpoint)).toBe(n1!.address.port);
  const readers = [await portBehind(clientView.service.reader), await portBehind(clientView.service.reader)];
  expect(readers.sort()).toEqual([n2!.address.port, n3!.address.port].sort());

  // n2 misses a write.
  await network.apply({
    between: [['n1'], ['n2']],
    direction: 'both',
    kinds: ['replication'],
    effect: { kind: 'cut' },
  });
  await cluster.data.write(n1!, ['key', 'value']);
  await until(async () => (await cluster.data.read(n3!, ['key']))[0] === 'value');

  const existing = clientOf(clientView.endpoint);
  await existing.ping();
  let closed = false;
  existing.on('close', () => {
    closed = true;
  });
  await network.loseHosts(['n1']);
  await n1!.process!.kill();
  await until(() => cluster.primaryOf(0) === n3);
  await until(async () => (await portBehind(clientView.endpoint).catch(() => 0)) === n3!.address.port);
  // The connection to the dead host was not notified.
  expect(closed).toBe(false);
  existing.disconnect();

  const replacement = await cluster.replace(n1!);
  expect(replacement).toMatchObject({ id: 'n4', zone: 'az-1', role: 'replica' });
  expect(await cluster.converge(30_000)).toBe(true);
  for (const node of [n2!, replacement]) expect(await cluster.data.read(node, ['key'])).toEqual(['value']);
  const told = events.filter(({ node, type }) => type !== 'role-changed' && (node === n1 || node === n3));
  expect(told.map((event) => (event.type === 'server-event' ? event.name : event.type))).toEqual([
    'suspected',
    'agreed-down',
    'replica-promoted',
    'learned-primary',
  ]);
});
