import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { observedSequence } from '../../../src/audit/observation.js';
import { monotonicMs } from '../../../src/clock/monotonic.js';
import type { WorkerPlan } from '../../../src/load/load-plan.js';
import type { IntervalCounts } from '../../../src/metrics/interval-counts.js';
import type { openAccess } from '../../../src/model/access.js';
import { endpointName } from '../../../src/model/node.js';
import { keyName } from '../../../src/model/write-stamp.js';
import { openControlConnection } from '../../../src/topology/control-connection.js';
import { MemcachedControl } from '../../../src/topology/memcached-control.js';
import type { Cluster } from '../../../src/topology/topology.js';
import { operationsFor, workerPlan } from '../../load/worker-plan.js';
import { binaryOf, mend, type PlannedKind, planOf, strike } from '../fault/strike.js';
import { startCluster } from '../fixtures/cluster.js';

// Worker threads load their code from dist, so the load that starts them comes from there too.
const built = new URL('../../../dist/load/load.js', import.meta.url).href;
const { startLoad } = (await import(built)) as typeof import('../../../src/load/load.js');

const keys = 300;
const closed = { tls: true, password: true } as const;

async function startClosed(kind: PlannedKind, given: Parameters<typeof startCluster>[0] = {}, clientRelays = false) {
  const binary = await binaryOf(kind);
  return startCluster(
    { ...planOf(kind), zones: kind === 'cluster' ? 2 : 1, ...closed, ...given },
    { binary, clientRelays },
  );
}

/**
 * Loads a cluster until `meanwhile` ends, which learns of each node that replies; then everything that was sent is
 * settled.
 */
async function drive(
  cluster: Cluster,
  client: Partial<WorkerPlan>,
  tag: string,
  meanwhile: (answered: ReadonlySet<string>) => Promise<void> = async () => {},
) {
  const table = Uint16Array.from({ length: keys }, (_, key) => cluster.shardOf(keyName(tag, key)));
  const plan = workerPlan({
    view: cluster.clientView,
    runTag: tag,
    keys,
    pipeline: 8,
    preloaded: [],
    shardCount: cluster.shardCount,
    shardsOfKeys: [table, table],
    operations: operationsFor({ get: 1, set: 1 }),
    deadlineMs: 500,
    durationMs: 60_000,
    ...client,
  });
  await using load = await startLoad([plan]);
  const heard: IntervalCounts[] = [];
  const answered = new Set<string>();
  const epochMs = monotonicMs() + 50;
  const ran = load.run('measured', epochMs, epochMs + plan.durationMs, {
    interval: (_, counts) => heard.push(counts),
    routed: (endpoint) => answered.add(endpoint),
  });
  const acknowledged = () => heard.reduce((sum, { ok }) => sum + ok, 0);
  await expect.poll(acknowledged, { timeout: 30_000 }).toBeGreaterThan(50);
  await meanwhile(answered);
  load.stop();
  await ran;
  const {
    ledgers: [ledger],
  } = await load.handOver();
  return { ledger: ledger!, errors: [...new Set(heard.flatMap(({ errors }) => Object.keys(errors)))] };
}

/** The keys that don't have their last acknowledged value. */
async function lostKeys(cluster: Cluster, tag: string, acknowledged: ArrayLike<number>): Promise<number[]> {
  const lost: number[] = [];
  for (let key = 0; key < keys; key += 1) {
    const name = keyName(tag, key);
    const [value = null] = await cluster.data.read(cluster.primaryOf(cluster.shardOf(name))!, [name]);
    const sequence = acknowledged[key] ?? -1;
    if (sequence > 0 && observedSequence(value, tag, key) !== sequence) lost.push(key);
  }
  return lost;
}

describe('a cluster with TLS and a password', () => {
  it.each([
    ['standalone', [{ driver: 'ioredis' }, { driver: 'wire' }]],
    [
      'replicated',
      [
        { driver: 'ioredis', clientPolicy: 'application' },
        { driver: 'wire', protocol: 'resp3' },
      ],
    ],
    ['memcached', [{ driver: 'wire' }, { driver: 'wire', protocol: 'text' }]],
  ] as const)('%s takes load from each client, and returns what was acknowledged', async (kind, clients) => {
    await using started = await startClosed(kind);
    const { cluster } = started;
    for (const [index, client] of clients.entries()) {
      const tag = `abcd000${index}`;
      const { ledger, errors } = await drive(cluster, client, tag);
      expect(errors).toEqual([]);
      expect(ledger.counts).toMatchObject({ failed: 0, indeterminate: 0, foreignValues: 0, staleReads: 0 });
      expect(await lostKeys(cluster, tag, ledger.acknowledged)).toEqual([]);
    }
  });

  it.each(['sentinel', 'cluster'] as const)('%s fails over, and both clients find the new primary', async (kind) => {
    await using started = await startClosed(kind, {
      replicas: 1,
      sentinel: { count: 3, downAfterMs: 1_000, failoverTimeoutMs: 5_000, quorum: 2 },
      cluster: { nodeTimeoutMs: 1_000, requireFullCoverage: false },
    });
    const { cluster } = started;
    const old = cluster.primaryOf(0)!;
    let driven = 0;
    const failOver = async (answered: ReadonlySet<string>) => {
      driven += 1;
      if (driven === 2) await old.process!.kill();
      await expect.poll(() => cluster.primaryOf(0) ?? old, { timeout: 60_000 }).not.toBe(old);
      await expect
        .poll(() => [...answered], { timeout: 60_000 })
        .toContain(endpointName(cluster.primaryOf(0)!.clientAddress));
    };
    await Promise.all([
      drive(cluster, { driver: 'ioredis' }, 'abcd0000', failOver),
      drive(cluster, { driver: 'wire' }, 'abcd0001', failOver),
    ]);
    const node = await cluster.replace(old);
    expect(await cluster.converge(30_000)).toBe(true);
    await expect.poll(() => cluster.isAttached(node), { timeout: 30_000 }).toBe(true);
  });

  it.each(['sentinel', 'cluster', 'memcached'] as const)('%s rejects clients without the password', async (kind) => {
    await using started = await startClosed(kind);
    const { cluster } = started;
    const { access } = cluster.security!;
    expect(access.password).toMatch(/^[0-9a-f]{32}$/);
    for (const { address } of cluster.nodes) {
      expect(await answerInClear(address)).toBe('');
      for (const wrong of [
        { ...access, password: 'guess' },
        { ...access, password: null },
        { ...access, tls: null },
      ])
        expect(await isLetIn(kind, address, wrong)).toBe(false);
      expect(await isLetIn(kind, address, access)).toBe(true);
    }
  });

  it('memcached accepts more at once than one TLS record, which versions before 1.6.39 cannot by themselves', async () => {
    await using started = await startClosed('memcached');
    const { data, nodes } = started.cluster;
    const names = Array.from({ length: 500 }, (_, index) => `key:${index}`);
    const value = (name: string) => name.padEnd(200, '.');
    await data.write(
      nodes[0]!,
      names.flatMap((name) => [name, value(name)]),
    );
    expect(await data.read(nodes[0]!, names)).toEqual(names.map(value));
    const large = 'x'.repeat(100_000);
    await data.write(nodes[0]!, ['large', large, 'small', 'y']);
    expect(await data.read(nodes[0]!, ['small', 'large'])).toEqual(['y', large]);
  });

  it('has a new password and authority in each run', async () => {
    await using one = await startClosed('standalone');
    await using other = await startClosed('standalone');
    const [mine, its] = [one.cluster.security!, other.cluster.security!];
    expect(mine.access.password).not.toBe(its.access.password);
    expect(mine.caFile).toBe(join(one.folder, 'tls', 'ca.crt'));
    expect(await readFile(mine.caFile!, 'utf8')).toBe(mine.access.tls?.ca);
    const { address } = one.cluster.nodes[0]!;
    expect(await isLetIn('standalone', address, { ...mine.access, tls: its.access.tls })).toBe(false);
  });

  it('supports link faults like others, but without evidence of which writes were lost', async () => {
    const links = { betweenZones: { delayMs: 1 } };
    const plan = { ...planOf('sentinel'), ...closed, links };
    await using started = await startClosed('sentinel', { zones: 3, links }, true);
    const { cluster } = started;
    const slow = await strike(cluster, plan, 'slow-link', { target: 'primary', delay: '20ms', bandwidth: '200kb' });
    expect(slow.proof).toMatch(/kB\/s pass/);
    await mend(cluster, slow.injection);
    const cut = await strike(cluster, plan, 'partition', { target: 'replica' });
    await mend(cluster, cut.injection);
    const busy = await strike(cluster, plan, 'busy-server', { target: 'primary' });
    await mend(cluster, busy.injection);
    const storm = await strike(cluster, plan, 'connection-storm', { target: 'every-primary' });
    await mend(cluster, storm.injection);
    const primary = cluster.primaryOf(0)!;
    const lost = await strike(cluster, plan, 'host-loss', { target: 'primary' });
    expect(lost.injection.targets).toEqual([primary]);
    expect((await lost.injection.reportLoss?.())?.replication).toEqual([]);
  });
});

/** The reply of a server to a client without TLS. */
function answerInClear(address: { readonly host: string; readonly port: number }): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    const socket = connect(address, () => socket.write('PING\r\nversion\r\n'));
    socket.on('data', (chunk) => {
      // A TLS alert is not text.
      said += chunk.toString('latin1').replaceAll(/[^\x20-\x7e]/g, '');
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(said));
  });
}

async function isLetIn(
  kind: PlannedKind,
  address: { readonly host: string; readonly port: number },
  access: typeof openAccess,
): Promise<boolean> {
  if (kind === 'memcached') {
    const control = new MemcachedControl(address, access, 2_000);
    const isServing = await control.isServing();
    control.close();
    return isServing;
  }
  const connection = openControlConnection(address, access, 2_000);
  const answers = new Promise<string>((resolve) => {
    connection.once('ready', () => connection.ping().then(resolve, (error: Error) => resolve(error.message)));
    connection.once('close', () => resolve('closed'));
  });
  const answer = await answers;
  connection.disconnect();
  return answer === 'PONG';
}
