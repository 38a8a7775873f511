import { describe, expect, it } from 'vitest';
import { noSurroundings } from '../../../src/fault/fault.js';
import { chooseFault } from '../../../src/fault/fault-plan.js';
import { faultRefusal } from '../../../src/fault/needs.js';
import { forkRandom } from '../../../src/random/random.js';
import type { Cluster } from '../../../src/topology/topology.js';
import { command } from '../../link/fixtures/replication-stream.js';
import { call, until } from '../../link/fixtures/sockets.js';
import { faultNamed } from '../fixtures/built.js';
import { sentinelPlan, startCluster } from '../fixtures/cluster.js';
import { expectWhole } from './strike.js';

const links = { betweenZones: { delayMs: 1 } };
const random = forkRandom(1, 'fault/0');
const pong = '+PONG\r\n'.length;
type LinkFault = 'partition' | 'slow-link' | 'slow-replica' | 'drop-replies' | 'reset-connections';

function strike(cluster: Cluster, name: LinkFault, options: Readonly<Record<string, unknown>> = {}) {
  const choice = chooseFault(name, options);
  expect(faultRefusal(choice, { topology: sentinelPlan, origin: null, workload: null })).toBeUndefined();
  return faultNamed(name).inject(cluster, choice.options, random, noSurroundings);
}

/** A client of the primary that has received a reply. */
async function connectedClient(cluster: Cluster) {
  const client = await call(cluster.primaryOf(0)!.clientAddress);
  client.socket.write(command('PING'));
  await until(() => client.bytes === pong);
  return client;
}

const cases: readonly (readonly [LinkFault, Readonly<Record<string, unknown>>, RegExp])[] = [
  ['partition', {}, /\d+ connections are cut: no echo returned within \d+ ms \(.*to n1/],
  ['partition', { from: 'everything', heal: 'reset' }, /clients to n1/],
  ['partition', { between: ['primary', 'every-replica'], direction: 'to' }, /n2 to n1/],
  ['slow-link', { delay: '30ms', from: 'clients' }, /an echo from clients to n1 takes \d+\.\d ms/],
  ['slow-link', { links: 'replication', delay: '5ms', jitter: '5ms', bandwidth: '200kb' }, /kB\/s pass/],
  ['slow-replica', { delay: '30ms' }, /an echo from n\d to n\d takes/],
  ['slow-replica', { how: 'pause' }, /process \d+ is stopped/],
  ['drop-replies', {}, /bytes of replies were dropped/],
  ['reset-connections', {}, /connections were reset/],
  ['reset-connections', { between: ['clients', 'every-node'] }, /connections were reset/],
];

describe('each link fault', () => {
  it.each([
    ['sentinel', {}],
    ['cluster', { kind: 'cluster', shards: 3, replicas: 1, zones: 2 }],
  ] as const)('proves its effect, heals, and can be healed twice (%s)', async (_, plan) => {
    await using started = await startCluster({ ...plan, links }, { clientRelays: true });
    const { cluster } = started;
    for (const [name, options, proof] of cases) {
      if (cluster.shardCount > 1 && JSON.stringify(options).includes('n1')) continue;
      const injection = await strike(cluster, name, options);
      const found = await injection.prove();
      expect(found, `${name} ${JSON.stringify(options)}`).toMatch(
        cluster.shardCount === 1 ? proof : /cut|echo|dropped|discarded|reset|stopped|slow/,
      );
      expect((await injection.reportLoss?.()) ?? null).toBeNull();
      await injection.heal();
      await injection.heal();
      expect(await cluster.converge(60_000), name).toBe(true);
      if (cluster.clientView.kind === 'cluster') await expectWhole(cluster);
      using client = await connectedClient(cluster);
      expect(client.fate).toBe('open');
    }
  });
});

describe('partition', () => {
  it('of the primary from its peers does not affect its clients', async () => {
    await using started = await startCluster({ links }, { clientRelays: true });
    using client = await connectedClient(started.cluster);
    const injection = await strike(started.cluster, 'partition');
    expect(injection.targets.map(({ id }) => id)).toEqual(['n1']);
    client.socket.write(command('PING'));
    await until(() => client.bytes === 2 * pong);
    await injection.heal();
  });
});

describe('drop-replies', () => {
  it('delivers commands but no replies, and ends by itself after the given number of bytes', async () => {
    await using started = await startCluster({}, { clientRelays: true });
    const { cluster } = started;
    using client = await connectedClient(cluster);
    const injection = await strike(cluster, 'drop-replies', { bytes: 100 });
    client.socket.write(command('SET', 'ghost', 'seen'));
    const primary = cluster.primaryOf(0)!;
    await until(async () => (await cluster.data.read(primary, ['ghost']))[0] === 'seen');
    expect([client.bytes, client.fate]).toEqual([pong, 'open']);
    client.socket.write(command('PING').toString().repeat(20));
    await until(() => client.fate === 'reset');
    using again = await connectedClient(cluster);
    expect(again.fate).toBe('open');
    await injection.heal();
  });
});
