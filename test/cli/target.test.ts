import { readdir } from 'node:fs/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitFor } from '../../src/clock/wait.js';
import Run from '../../src/commands/run.js';
import type { Endpoint } from '../../src/model/node.js';
import { searchSchema } from '../../src/record/series/search-record.js';
import type { Cluster } from '../../src/topology/topology.js';
import { runInProcess } from '../commands/run-in-process.js';
import { temporaryFolder } from '../engine/fixtures/temporary-folder.js';
import { startCluster } from '../integration/fixtures/cluster.js';
import { type ForeignServer, startForeignServer } from './drill/foreign-server.js';
import { startProgram } from './drill/program.js';
import { filesIn, fixture, type RunEnd, run, savedRecord, validRecord, warningsOf } from './drill/run.js';

const password = 'hunter2-s3cr3t';
const quiet = fixture('quiet.yaml');
const short = ['--warmup', '100ms', '--duration', '600ms'];
const measuring = /^ +\d+ s of .*$/m;
const patience = { timeoutMs: 30_000, pollMs: 20 };

function urlOf(port: number, user = ''): string {
  return `redis://${user}:${password}@127.0.0.1:${port}`;
}

function textsOf({ stdout, stderr, files }: Omit<RunEnd, 'exitCode'>): string {
  return [stdout, stderr, ...[...files].flat()].join('\n');
}

/** The foreign keys. */
async function ours(server: ForeignServer): Promise<readonly string[]> {
  return [...(await server.everything())].filter(([, value]) => !value.startsWith('theirs')).map(([key]) => key);
}

describe('a run against an external server', () => {
  test('passes with each driver, and leaves the server unchanged: no key of ours, no password anywhere', async () => {
    await using server = await startForeignServer(password);
    const before = await server.everything();
    // A foreign keyspace in use: its keys expire all the time.
    const expiring = setInterval(() => void server.client.set('theirs that expires', '1', 'PX', 1), 20);
    const url = `redis://127.0.0.1:${server.port}`;
    const environment = { CACHE_BENCH_TARGET_PASSWORD: password };
    const formats = ['--report', 'md,terminal,csv,junit', '--gate', 'lost_writes == 0'];
    const [byLibrary, byWire] = await Promise.all([
      run(['run', quiet, '--target', urlOf(server.port), ...short, ...formats]),
      run(['run', quiet, '--target', url, ...short, '--driver', 'wire', '--json'], { environment }),
    ]);
    clearInterval(expiring);
    await waitFor(async () => ((await server.client.exists('theirs that expires')) === 0 ? true : undefined), patience);
    expect(await server.everything()).toEqual(before);
    for (const ended of [byLibrary, byWire]) {
      expect(ended.stderr).not.toMatch(/Error/);
      expect(ended.exitCode).toBe(0);
      expect(textsOf(ended)).not.toContain(password);
      const record = savedRecord(ended.files);
      expect(record.verdict).toBe('pass');
      expect(record.writeSafety).toMatchObject({ verdict: 'safe', canaries: { written: 100, found: 100 } });
      expect(record.scenario).toMatchObject({ topology: { kind: 'external' } });
      const node = { id: 'n1', role: 'primary', shard: 0, zone: 'external', host: '127.0.0.1', port: server.port };
      expect(record.topology.nodes).toEqual([{ ...node, pid: null, dataDir: null }]);
      const [engine] = record.environment.engines;
      expect(engine).toMatchObject({ engine: 'redis', version: expect.stringMatching(/^\d/) });
      expect(engine?.path).toMatch(/^redis:\/\/(.*\*\*\*@)?127\.0\.0\.1:\d+$/);
      const [figures] = record.saturation.servers;
      expect(figures?.executedCommands).toBeGreaterThanOrEqual(record.totals.operations.ok);
      expect(figures?.usedMemoryBytes).toBeGreaterThan(0);
      expect(warningsOf(record)).toEqual([]);
    }
    expect(byLibrary.files.size).toBeGreaterThanOrEqual(5);
    expect(validRecord(byWire.stdout).verdict).toBe('pass');
  });

  test('removes keys of every kind, and lists the kinds it does not audit', async () => {
    await using server = await startForeignServer(password);
    const before = await server.everything();
    const mix = 'workload.mix={ set: 2, del: 1, incr: 1, append: 1, rpush: 1, hset: 1, zadd: 1, mset: 1, expire: 1 }';
    const ended = await run(['run', quiet, '--target', urlOf(server.port), ...short, '--driver', 'wire', '--set', mix]);
    expect(ended.stderr).not.toMatch(/Error/);
    expect(await server.everything()).toEqual(before);
    const record = savedRecord(ended.files);
    const { writeSafety } = record;
    expect(writeSafety).toMatchObject({ verdict: 'safe' });
    expect(writeSafety.notAudited?.map(({ kind }) => kind)).toEqual(['zadd', 'expire']);
    expect(ended.stdout).toMatch(/not audited +\d+ zadd, \d+ expire$/m);
    expect(warningsOf(record)).toEqual([]);
  });

  test('has no figures without permission for INFO, and reports how many keys it could not remove', async () => {
    await using server = await startForeignServer(password);
    const rights = ['on', `>${password}`, '~cache-bench:*', '+@all', '-@dangerous'];
    await server.client.call('ACL', 'SETUSER', 'guest', ...rights);
    await server.client.call('ACL', 'SETUSER', 'keeper', ...rights, '-unlink', '-del');
    const as = (user: string, driver: string) =>
      run(['run', quiet, '--target', urlOf(server.port, user), ...short, '--driver', driver]);
    const guests = await Promise.all([as('guest', 'ioredis'), as('guest', 'wire')]);
    expect(await ours(server)).toEqual([]);
    for (const ended of guests) {
      const record = savedRecord(ended.files);
      expect(ended.stderr).not.toMatch(/ready check/);
      expect(warningsOf(record).map(({ code }) => code)).toEqual(['target-not-informed']);
      expect(record.saturation.servers).toEqual([
        { node: 'n1', cpuPercent: null, executedCommands: null, usedMemoryBytes: null, evictedKeys: null },
      ]);
      expect(record.writeSafety.verdict).toBe('safe');
      expect(ended.exitCode).toBe(0);
    }
    const { warnings } = savedRecord((await as('keeper', 'ioredis')).files);
    expect(warnings).toContainEqual({
      code: 'keys-left-behind',
      message: expect.stringMatching(/^300 of 300 keys .*NOPERM.* They expire by themselves, the last in \d/),
    });
  });

  test('removes its keys after SIGINT and SIGTERM, while measuring and before, from the database of the URL', async () => {
    await using server = await startForeignServer(password);
    const before = await server.everything();
    const start = (database: number, ...more: readonly string[]) =>
      startProgram(['run', quiet, '--target', `${urlOf(server.port)}/${database}`, ...more]);
    await using interrupted = await start(3, '--duration', '60s');
    await using terminated = await start(4, '--duration', '60s');
    await using warming = await start(5, '--warmup', '60s');
    await Promise.all([interrupted.saw(measuring), terminated.saw(measuring), warming.saw(/^phase warmup$/m)]);
    const sizes = async () => Promise.all([3, 4, 5].map(async (database) => (await keysIn(server, database)).length)); // The client stays in 0.
    expect(await sizes()).toEqual([300, 300, 300]);
    expect(await server.everything()).toEqual(before);
    process.kill(interrupted.pid, 'SIGINT');
    process.kill(terminated.pid, 'SIGTERM');
    process.kill(warming.pid, 'SIGINT');
    for (const program of [interrupted, terminated, warming]) {
      const { exitCode, stdout, stderr } = await program.end();
      const files = await filesIn(program.folder);
      expect(exitCode).toBe(130);
      expect(textsOf({ stdout, stderr, files })).not.toContain(password);
      if (program !== warming) expect(savedRecord(files).run.interrupted).toBe(true);
    }
    expect(await sizes()).toEqual([0, 0, 0]);
    expect(await server.everything()).toEqual(before);
  });

  test('leaves only keys that expire within their time to live when it is killed', async () => {
    await using server = await startForeignServer(password);
    const start = (database: number, ...more: readonly string[]) => {
      const given = ['--set', 'gates=[]', '--duration', '60s', ...more];
      return startProgram(['run', quiet, '--target', `${urlOf(server.port)}/${database}`, ...given]);
    };
    await using silent = await start(3, '--ratio', '0:1');
    await using brief = await start(4, '--ttl', '3s');
    await Promise.all([silent.saw(measuring), brief.saw(measuring)]);
    for (const program of [silent, brief]) {
      process.kill(program.pid, 'SIGKILL');
      await program.end();
    }
    const net = 600 + 121;
    const left = await keysIn(server, 3);
    expect(left).toHaveLength(300);
    for (const { seconds } of left) {
      expect(seconds).toBeGreaterThan(120);
      expect(seconds).toBeLessThanOrEqual(net);
    }
    const own = /^cache-bench:[0-9a-f]{8}:/;
    const isCanary = ({ key }: { readonly key: string }) => key.includes(':canary:');
    for (const { key, seconds } of await keysIn(server, 4)) {
      expect(key).toMatch(own);
      expect(seconds).toBeLessThanOrEqual(isCanary({ key }) ? net : 3);
      expect(seconds).toBeGreaterThanOrEqual(0);
    }
    const onlyCanaries = async () => ((await keysIn(server, 4)).every(isCanary) ? true : undefined);
    expect(await waitFor(onlyCanaries, patience)).toBe(true);
    expect([...(await server.everything()).values()].every((value) => value.startsWith('theirs'))).toBe(true);
  });

  test('works with search, and no step leaves anything behind', async () => {
    await using server = await startForeignServer(password);
    const before = await server.everything();
    const easy = ['--objective', 'error_rate < 50%', '--objective', 'dropped <= 1000', '--step-duration', '1s'];
    const range = ['--from', '100', '--to', '200', '--precision', '50%', '--warmup', '0s'];
    const ended = await run(['search', quiet, '--target', urlOf(server.port), ...easy, ...range, '--json']);
    const search = searchSchema.parse(JSON.parse(ended.stdout));
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(search.result.ratePerSecond).toBeGreaterThanOrEqual(100);
    expect(search.steps.length).toBeGreaterThan(0);
    expect(await server.everything()).toEqual(before);
    expect(textsOf(ended)).not.toContain(password);
  });
});

/** Every key of a database other than the client's, with its remaining seconds; -1: it never expires. */
async function keysIn(
  { port }: ForeignServer,
  database: number,
): Promise<readonly { readonly key: string; readonly seconds: number }[]> {
  const client = new Redis({ port, password, db: database });
  const keys = await client.keys('*');
  const found = await Promise.all(keys.map(async (key) => ({ key, seconds: await client.ttl(key) })));
  client.disconnect();
  // It may have expired between the two queries.
  return found.filter(({ seconds }) => seconds !== -2);
}

describe('a run against external sentinels', () => {
  let started: Awaited<ReturnType<typeof startCluster>>;
  beforeAll(async () => {
    started = await startCluster({ replicas: 2 });
  });
  afterAll(() => started[Symbol.asyncDispose]());

  test('audits the primary and every replica, and leaves no key on any of them', async () => {
    const ended = await run(['run', quiet, '--target', sentinelsOf(started), ...short, '--gate', 'lost_writes == 0']);
    const record = savedRecord(ended.files);
    expect(ended.exitCode).toBe(0);
    expect(record.writeSafety.verdict).toBe('safe');
    expect(record.writeSafety.replicas.map(({ keysCompared, divergentKeys }) => [keysCompared, divergentKeys])).toEqual(
      [
        [200, 0],
        [200, 0],
      ],
    );
    expect(record.topology.nodes.map(({ id, role, pid }) => `${id} ${role} ${pid}`)).toEqual([
      'n1 primary null',
      'n2 replica null',
      'n3 replica null',
      's1 sentinel null',
      's2 sentinel null',
      's3 sentinel null',
    ]);
    expect(await keysOf(started)).toEqual([]);
  });

  test('follows an unplanned failover, and cleans up at the new primary and at the old one', async () => {
    const old = started.cluster.primaryOf(0)!.address;
    await using program = await startProgram(['run', quiet, '--target', sentinelsOf(started), '--duration', '60s']);
    await program.saw(measuring);
    const [sentinel] = started.cluster.nodes.filter(({ role }) => role === 'sentinel');
    const operator = new Redis({ ...sentinel!.address, lazyConnect: true });
    await operator.call('SENTINEL', 'FAILOVER', 'cache');
    operator.disconnect();
    await program.saw(/n[23] is now primary \(was replica\)/);
    process.kill(program.pid, 'SIGINT');
    expect((await program.end()).exitCode).toBe(130);
    const record = savedRecord(await filesIn(program.folder));
    expect(record.warnings).toContainEqual({
      code: 'spurious-failover',
      message: expect.stringMatching(/the target failed over by itself, or somebody else requested it/),
    });
    expect(record.warnings.map(({ code }) => code)).not.toContain('keys-left-behind');
    const primary = started.cluster.primaryOf(0)!;
    expect(await keysAt(primary.address)).toEqual([]);
    // The sentinels demote it some seconds later; then its data is discarded.
    const client = new Redis({ ...old, lazyConnect: true });
    const [keys, [role]] = await Promise.all([client.keys('*'), client.call('ROLE') as Promise<readonly string[]>]);
    client.disconnect();
    if (role === 'master') expect(keys).toEqual([]);
  });

  test('survives a planned failover and an exec fault, and the next run trusts the sentinels, not the old primary', async () => {
    // For a few seconds after a failover, sentinels refuse the next one.
    await using fresh = await startCluster({ replicas: 2 });
    const faults = 'faults=[{at: 100ms, exec: {command: "true"}}, {at: 500ms, planned-failover: {}}]';
    const target = ['--target', sentinelsOf(fresh), '--gate', 'unexpected_writes == 0'];
    // A plain SENTINEL FAILOVER may lose writes, which this test does not cover.
    const allowed = ['--gate', 'lost_writes <= 1000000'];
    const drill = await run(['run', quiet, ...target, ...allowed, '--duration', '2s', '--set', faults]);
    expect(drill.exitCode, drill.stderr).toBe(0);
    expect(savedRecord(drill.files).faults).toMatchObject([
      { name: 'exec', proof: 'true exited with 0' },
      { name: 'planned-failover', proof: expect.stringMatching(/^n\d replaced n\d as primary$/) },
    ]);
    // The old primary accepts writes for a few more seconds.
    const next = await run(['run', quiet, ...target, ...short, '--gate', 'lost_writes == 0']);
    expect(next.exitCode, next.stderr).toBe(0);
    expect(savedRecord(next.files).writeSafety.verdict).toBe('safe');
  });

  test('is rejected if they monitor no primary of that name', async () => {
    const { exitCode, error } = await refused(sentinelsOf(started).replace(/cache$/, 'other'));
    expect(error).toMatch(/its sentinels monitor no primary named "other"/);
    expect(exitCode).toBe(5);
  });
});

function sentinelsOf({ cluster }: { readonly cluster: Cluster }): string {
  const sentinels = cluster.nodes.filter(({ role }) => role === 'sentinel').map(({ address }) => address);
  return `redis+sentinel://${sentinels.map(({ host, port }) => `${host}:${port}`).join(',')}/cache`;
}

async function keysOf({ cluster }: { readonly cluster: Cluster }): Promise<readonly string[]> {
  const nodes = cluster.nodes.filter(({ shard }) => shard !== null);
  return (await Promise.all(nodes.map(({ address }) => keysAt(address)))).flat();
}

/** Replicas learn of removals slightly later: what is left after that. */
async function keysAt(address: Endpoint): Promise<readonly string[]> {
  const client = new Redis({ ...address, lazyConnect: true });
  let keys: readonly string[] = [];
  const none = async () => {
    keys = await client.keys('*');
    return keys.length === 0 ? true : undefined;
  };
  await waitFor(none, { timeoutMs: 10_000, pollMs: 20 });
  client.disconnect();
  return keys;
}

/** Runs against an unusable target, in this process, because no run begins. */
async function refused(url: string, ...more: readonly string[]) {
  await using folder = await temporaryFolder();
  const ended = await runInProcess(Run, [quiet, '--target', url, ...more], { workingDirectory: folder.path });
  expect(await readdir(folder.path)).toEqual([]);
  expect(ended.stdout + ended.stderr).not.toContain(password);
  return { exitCode: ended.exitCode, error: ended.stderr.trim() };
}

describe('an unusable target gives one clear error, and nothing is written to it', () => {
  test('exits with 5 for a wrong password', async () => {
    await using server = await startForeignServer(password, { keys: 1 });
    const { exitCode, error } = await refused(`redis://:wrong-${password}@127.0.0.1:${server.port}`);
    expect(error).toMatch(
      /^Error: The target redis:\/\/\S+ can't be used: 127\.0\.0\.1:\d+ rejects the user or password\. [^\n]*$/,
    );
    expect(exitCode).toBe(5);
    expect((await server.everything()).size).toBe(1);
  });

  test.each([
    ['its URL is none', `redis://u:${password}@h:x`, [], /--target topology\.target: expected a port from 1 to 65535/],
    [
      'a fault is planned',
      urlOf(1),
      ['--set', 'faults=[{at: 1s, host-loss: {}}]'],
      /processes of a target are out of reach/,
    ],
  ])('exits with 2 because %s', async (_what, url, more, reason) => {
    const { exitCode, error } = await refused(url, ...more);
    expect(error).toMatch(reason);
    expect(exitCode).toBe(2);
  });
});
