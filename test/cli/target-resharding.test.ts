import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { waitFor } from '../../src/clock/wait.js';
import { hashSlotCount } from '../../src/model/hash-slot.js';
import { moveSlots } from '../integration/fixtures/move-slots.js';
import { startRedis } from '../integration/fixtures/redis-server.js';
import { startProgram } from './drill/program.js';
import { fixture, run, savedRecord, validRecord, warningsOf } from './drill/run.js';

/** A Redis Cluster with one member that serves all slots and one that serves none. */
async function startLopsidedCluster() {
  const directives = (port: number) => [
    `port ${port}`,
    'save ""',
    'cluster-enabled yes',
    'cluster-config-file nodes.conf',
    'cluster-node-timeout 5000',
    `cluster-port ${port < 45_000 ? port + 10_000 : port - 10_000}`,
  ];
  const full = await startRedis(directives);
  const empty = await startRedis(directives);
  const [first, second] = [new Redis(full.port), new Redis(empty.port)];
  await first.call('CLUSTER', 'ADDSLOTSRANGE', 0, hashSlotCount - 1);
  const busPort = empty.port < 45_000 ? empty.port + 10_000 : empty.port - 10_000;
  await first.call('CLUSTER', 'MEET', '127.0.0.1', empty.port, busPort);
  const isWhole = async () => {
    const views = await Promise.all([first, second].map(async (client) => String(await client.cluster('INFO'))));
    return views.every((view) => /state:ok/.test(view) && /known_nodes:2/.test(view)) || undefined;
  };
  if (!(await waitFor(isWhole, { timeoutMs: 30_000, pollMs: 20 }))) throw new Error('the members did not meet');
  const nodes = [full, empty].map(({ port }) => ({ role: 'primary', address: { host: '127.0.0.1', port } }));
  return {
    port: full.port,
    clients: [first, second] as const,
    /** Moves the first slots to the empty member. */
    move: (count: number) =>
      moveSlots({ nodes } as never, [...new Array(count).keys()], nodes[0] as never, nodes[1] as never),
    async [Symbol.asyncDispose]() {
      first.disconnect();
      second.disconnect();
      await Promise.all([full[Symbol.asyncDispose](), empty[Symbol.asyncDispose]()]);
    },
  };
}

test('a target whose slots move to an empty member during the run is read back completely and cleaned up', async () => {
  await using cluster = await startLopsidedCluster();
  const [first, second] = cluster.clients;
  const mix = 'workload.mix={ set: 2, get: 2, mset: 1, rpush: 1 }';
  const target = ['run', fixture('quiet.yaml'), '--target', `redis+cluster://127.0.0.1:${cluster.port}`, '--set', mix];
  const start = (driver: string) =>
    startProgram([...target, '--driver', driver, '--keys', '2000', '--duration', '4s', '--json']);
  await using byWire = await start('wire');
  await using byLibrary = await start('ioredis');
  const programs = [byWire, byLibrary];
  await Promise.all(programs.map((program) => program.saw(/^phase steady$/m)));
  await cluster.move(60);
  expect(await second.dbsize()).toBeGreaterThan(0);
  // cache-bench sets the time to live of a list.
  const lists = (await first.keys('cache-bench:*')).filter((key) => key.includes(':list:'));
  const hasLifetime = async () => (await Promise.all(lists.map((key) => first.ttl(key)))).every((ttl) => ttl !== -1);
  expect(lists.length).toBeGreaterThan(0);
  expect(await waitFor(async () => (await hasLifetime()) || undefined, { timeoutMs: 30_000, pollMs: 50 })).toBe(true);
  for (const program of programs) {
    const { exitCode, stdout, stderr } = await program.end();
    expect(exitCode, stderr).toBe(0);
    const record = validRecord(stdout);
    expect(record.writeSafety).toMatchObject({ verdict: 'safe', canaries: { written: 100, found: 100 } });
    expect(record.totals.operations.fail + record.totals.operations.indeterminate).toBe(0);
    expect(warningsOf(record).map(({ code }) => code)).not.toContain('keys-left-behind');
  }
  expect([await first.dbsize(), await second.dbsize()]).toEqual([0, 0]);
});

test('an address map makes a target with unreachable announced addresses usable for both drivers', async () => {
  const nowhere = '192.0.2.1';
  await using server = await startRedis((port) => [
    ...[`port ${port}`, 'save ""', 'cluster-enabled yes', 'cluster-config-file nodes.conf'],
    ...[
      `cluster-announce-ip ${nowhere}`,
      'cluster-announce-port 6379',
      `cluster-port ${port > 45_000 ? port - 10_000 : port + 10_000}`,
    ],
  ]);
  const client = new Redis(server.port);
  await client.call('CLUSTER', 'ADDSLOTSRANGE', 0, hashSlotCount - 1);
  const isServing = async () => /state:ok/.test(String(await client.cluster('INFO'))) || undefined;
  expect(await waitFor(isServing, { timeoutMs: 30_000, pollMs: 20 })).toBe(true);
  const map = `topology.addressMap={ "${nowhere}:6379": "127.0.0.1:${server.port}" }`;
  const target = ['run', fixture('quiet.yaml'), '--target', `redis+cluster://127.0.0.1:${server.port}`, '--set', map];
  const ends = await Promise.all(
    ['wire', 'ioredis'].map((driver) => run([...target, '--driver', driver, '--duration', '600ms'])),
  );
  for (const { exitCode, stderr, files } of ends) {
    expect(exitCode, stderr).toBe(0);
    expect(savedRecord(files).writeSafety).toMatchObject({ verdict: 'safe', canaries: { written: 100, found: 100 } });
  }
  expect(await client.dbsize()).toBe(0);
  client.disconnect();
});
