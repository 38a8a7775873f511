import { Redis } from 'ioredis';
import { describe, expect, test } from 'vitest';
import { waitFor } from '../../src/clock/wait.js';
import type { Endpoint } from '../../src/model/node.js';
import type { Cluster } from '../../src/topology/topology.js';
import { startCluster } from '../integration/fixtures/cluster.js';
import { startForeignServer } from './drill/foreign-server.js';
import { startProgram } from './drill/program.js';
import { filesIn, fixture, type RunEnd, run, savedRecord, validRecord } from './drill/run.js';

const password = 'hunter2-s3cr3t';
const quiet = fixture('quiet.yaml');
const measuring = /^ +\d+ s of .*$/m;
const runQuiet = (port: number, ...more: readonly string[]) => ['run', quiet, '--target', urlOf(port), ...more];

function urlOf(port: number): string {
  return `redis://:${password}@127.0.0.1:${port}`;
}

function textsOf({ stdout, stderr, files }: Omit<RunEnd, 'exitCode'>): string {
  return [stdout, stderr, ...[...files].flat()].join('\n');
}

describe('a run against a server that somebody else runs', () => {
  test.each(['ioredis', 'wire'])(
    'passes, by %s, and leaves it as it was: no key of ours, no password anywhere',
    async (driver) => {
      await using server = await startForeignServer(password);
      const before = await server.everything();
      const formats = 'md,terminal,csv,junit';
      const ended = await run(
        runQuiet(server.port, '--driver', driver, '--report', formats, '--gate', 'lost_writes == 0'),
      );
      expect(ended.stderr).not.toMatch(/Error/);
      expect(ended.exitCode).toBe(0);
      expect(await server.everything()).toEqual(before);
      expect(textsOf(ended)).not.toContain(password);
      expect(ended.files.size).toBeGreaterThanOrEqual(5);

      const record = savedRecord(ended.files);
      expect(record.verdict).toBe('pass');
      expect(record.writeSafety).toMatchObject({ verdict: 'safe', canaries: { written: 100, found: 100 } });
      expect(record.scenario).toMatchObject({ topology: { kind: 'external' } });
      expect(record.topology.nodes).toEqual([
        {
          id: 'n1',
          role: 'primary',
          shard: 0,
          zone: 'external',
          host: '127.0.0.1',
          port: server.port,
          pid: null,
          dataDir: null,
        },
      ]);
      const [engine] = record.environment.engines;
      expect(engine).toMatchObject({ engine: 'redis', version: expect.stringMatching(/^\d/) });
      expect(engine?.path).toMatch(/^redis:\/\/.*\*\*\*@127\.0\.0\.1:\d+$/);
      const [figures] = record.saturation.servers;
      expect(figures?.executedCommands).toBeGreaterThanOrEqual(record.totals.operations.ok);
      expect(figures?.usedMemoryBytes).toBeGreaterThan(0);
      expect(record.warnings).toEqual([]);
    },
  );

  test('removes keys of every kind, and names the kinds of which it claims nothing', async () => {
    await using server = await startForeignServer(password);
    const before = await server.everything();
    const mix = 'workload.mix={ set: 2, del: 1, incr: 1, append: 1, rpush: 1, hset: 1, zadd: 1, mset: 1, expire: 1 }';
    const ended = await run(runQuiet(server.port, '--driver', 'wire', '--set', mix));
    expect(ended.stderr).not.toMatch(/Error/);
    expect(await server.everything()).toEqual(before);
    const { writeSafety, warnings } = savedRecord(ended.files);
    expect(writeSafety).toMatchObject({ verdict: 'safe' });
    expect(writeSafety.notAudited?.map(({ kind }) => kind)).toEqual(['zadd', 'expire']);
    expect(ended.stdout).toMatch(/not audited +\d+ zadd, \d+ expire: nothing is claimed of them/);
    expect(warnings).toEqual([]);
  });

  test('takes the password from the environment, and the words of --json hold none', async () => {
    await using server = await startForeignServer(password);
    const url = `redis://127.0.0.1:${server.port}`;
    const ended = await run(['run', quiet, '--target', url, '--json'], {
      environment: { CACHE_BENCH_TARGET_PASSWORD: password },
    });
    expect(validRecord(ended.stdout).verdict).toBe('pass');
    expect(textsOf(ended)).not.toContain(password);
  });

  test('keeps its keys out of another database than the one of the URL', async () => {
    await using server = await startForeignServer(password);
    await using program = await startProgram([
      'run',
      quiet,
      '--target',
      `${urlOf(server.port)}/3`,
      '--duration',
      '60s',
    ]);
    await program.saw(measuring);
    const before = await server.everything();
    expect([...before.values()].every((value) => value.startsWith('theirs'))).toBe(true);
    await server.client.select(3);
    expect((await server.everything()).size).toBe(300);
    process.kill(program.pid, 'SIGINT');
    expect((await program.end()).exitCode).toBe(130);
    expect((await server.everything()).size).toBe(0);
  });

  test('is judged by what may have happened to our keys, and not by what others lived through', async () => {
    await using server = await startForeignServer(password);
    await using program = await startProgram(runQuiet(server.port, '--duration', '4s', '--json'));
    await program.saw(/^phase steady$/m);
    await server.client.set('theirs that expires', '1', 'PX', 1);
    const gone = async () => ((await server.client.exists('theirs that expires')) === 0 ? true : undefined);
    await waitFor(gone, { timeoutMs: 30_000, pollMs: 5 });
    const { writeSafety } = validRecord((await program.end()).stdout);
    expect(writeSafety).toMatchObject({ verdict: 'safe' });
  });

  test.each(['ioredis', 'wire'])(
    'has no figures of the server, by %s, and is audited all the same, where INFO is not permitted',
    async (driver) => {
      await using server = await startForeignServer(password);
      await server.client.call(
        'ACL',
        'SETUSER',
        'guest',
        'on',
        `>${password}`,
        '~cache-bench:*',
        '+@all',
        '-@dangerous',
      );
      const url = `redis://guest:${password}@127.0.0.1:${server.port}`;
      const ended = await run(['run', quiet, '--target', url, '--driver', driver]);
      const record = savedRecord(ended.files);
      expect(record.warnings.map(({ code }) => code)).toEqual(['target-not-informed']);
      expect(record.saturation.servers).toEqual([
        { node: 'n1', cpuPercent: null, executedCommands: null, usedMemoryBytes: null, evictedKeys: null },
      ]);
      expect(record.writeSafety.verdict).toBe('safe');
      expect(ended.exitCode).toBe(0);
      expect((await server.everything()).size).toBe(500);
    },
  );

  test('says how many keys it could not remove', async () => {
    await using server = await startForeignServer(password);
    const rights = ['~cache-bench:*', '+@all', '-@dangerous', '-unlink', '-del'];
    await server.client.call('ACL', 'SETUSER', 'guest', 'on', `>${password}`, ...rights);
    const url = `redis://guest:${password}@127.0.0.1:${server.port}`;
    const record = savedRecord((await run(['run', quiet, '--target', url])).files);
    expect(record.warnings).toContainEqual({
      code: 'keys-left-behind',
      message: expect.stringContaining('300 of 300 keys'),
    });
  });
});

describe('a run against a server of somebody else that does not come to its end', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('removes its keys after %s in its measured part', async (name) => {
    await using server = await startForeignServer(password);
    const before = await server.everything();
    await using program = await startProgram(runQuiet(server.port, '--duration', '60s'));
    await program.saw(measuring);
    expect((await server.everything()).size).toBe(before.size + 300);
    process.kill(program.pid, name);
    const { exitCode, stdout, stderr } = await program.end();
    const files = await filesIn(program.folder);
    expect(exitCode).toBe(130);
    expect(await server.everything()).toEqual(before);
    expect(savedRecord(files).run.interrupted).toBe(true);
    expect(textsOf({ stdout, stderr, files })).not.toContain(password);
  });

  test('removes its keys after Ctrl-C in warm-up, when nothing had been measured', async () => {
    await using server = await startForeignServer(password);
    const before = await server.everything();
    await using program = await startProgram(runQuiet(server.port, '--warmup', '60s'));
    await program.saw(/^phase warmup$/m);
    process.kill(program.pid, 'SIGINT');
    expect((await program.end()).exitCode).toBe(130);
    expect(await server.everything()).toEqual(before);
  });

  test('leaves only keys that expire by themselves when it is killed', async () => {
    await using server = await startForeignServer(password);
    await using program = await startProgram(
      runQuiet(server.port, '--ratio', '0:1', '--set', 'gates=[]', '--duration', '60s'),
    );
    await program.saw(measuring);
    process.kill(program.pid, 'SIGKILL');
    await program.end();
    const left = [...(await server.everything())].filter(([, value]) => !value.startsWith('theirs'));
    expect(left).toHaveLength(300);
    for (const [key] of left) {
      const seconds = await server.client.ttl(key);
      expect(seconds).toBeGreaterThan(120);
      expect(seconds).toBeLessThanOrEqual(600 + 121);
    }
  });
});

describe('a run against sentinels that somebody else runs', () => {
  test('audits the primary and every replica, and leaves no key on any of them', async () => {
    await using started = await startCluster({ replicas: 2 });
    const ended = await run(['run', quiet, '--target', sentinelsOf(started), '--gate', 'lost_writes == 0']);
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

  test('follows a failover that it did not ask for, and cleans up at the new primary', async () => {
    await using started = await startCluster({ replicas: 2 });
    await using program = await startProgram(['run', quiet, '--target', sentinelsOf(started), '--duration', '60s']);
    await program.saw(measuring);
    const [sentinel] = started.cluster.nodes.filter(({ role }) => role === 'sentinel');
    const client = new Redis({ ...sentinel!.address, lazyConnect: true });
    await client.call('SENTINEL', 'FAILOVER', 'cache');
    client.disconnect();
    await program.saw(/n[23]: replica is now primary/);
    process.kill(program.pid, 'SIGINT');
    expect((await program.end()).exitCode).toBe(130);
    const record = savedRecord(await filesIn(program.folder));
    expect(record.warnings).toContainEqual({
      code: 'spurious-failover',
      message: expect.stringMatching(/the target failed over by itself, or by somebody else/),
    });
    expect(record.warnings.map(({ code }) => code)).not.toContain('keys-left-behind');
    const primary = started.cluster.primaryOf(0)!;
    expect(await keysAt(primary.address)).toEqual([]);
  });

  test('is refused when they watch no primary of that name', async () => {
    await using started = await startCluster({ replicas: 0 });
    const ended = await run(['run', quiet, '--target', sentinelsOf(started).replace(/cache$/, 'other')]);
    expect(ended.stderr).toMatch(/its sentinels watch no primary named "other"/);
    expect(ended.exitCode).toBe(5);
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

/** Replicas hear of what was removed a moment later: what is left then. */
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

describe('a target that can not be used ends with one clear error, and nothing is written to it', () => {
  async function refused(url: string, ...more: readonly string[]): Promise<{ exitCode: number | null; error: string }> {
    const ended = await run(['run', quiet, '--target', url, ...more]);
    expect(ended.files.size).toBe(0);
    expect(textsOf(ended)).not.toContain(password);
    return { exitCode: ended.exitCode, error: ended.stderr.trim() };
  }

  test('because nobody listens there', async () => {
    const server = await startForeignServer(password);
    await server[Symbol.asyncDispose]();
    const { exitCode, error } = await refused(urlOf(server.port));
    expect(error).toMatch(
      /^Error: The target redis:\/\/\S+ can't be used: nobody listens at 127\.0\.0\.1:\d+\. [^\n]*$/,
    );
    expect(exitCode).toBe(5);
  });

  test('because of its password, its user, its database, or its role', async () => {
    await using server = await startForeignServer(password);
    await using replica = await startForeignServer(password, { more: ['--masterauth', password] });
    const { port } = server;
    const before = await server.everything();
    const asked: readonly [string, RegExp][] = [
      [`redis://:wrong-${password}@127.0.0.1:${port}`, /takes neither this user nor this password/],
      [`redis://nobody:${password}@127.0.0.1:${port}`, /takes neither this user nor this password/],
      [`redis://127.0.0.1:${port}`, /asks for a password.*CACHE_BENCH_TARGET_PASSWORD/],
      [`${urlOf(port)}/99`, /no database of this number/],
      [`redis+sentinel://:${password}@127.0.0.1:${port}/cache`, /127\.0\.0\.1:\d+/],
    ];
    for (const [url, reason] of asked) {
      const { exitCode, error } = await refused(url);
      expect(error).toMatch(reason);
      expect(error.split('\n')).toHaveLength(1);
      expect(exitCode).toBe(5);
    }
    await replica.client.replicaof('127.0.0.1', port);
    const { exitCode, error } = await refused(urlOf(replica.port));
    expect(error).toMatch(
      new RegExp(`is a replica of 127\\.0\\.0\\.1:${port}, and takes no writes.*Try: the URL of its primary`),
    );
    expect(exitCode).toBe(5);
    expect(await server.everything()).toEqual(before);
  });

  test('because it is a node of a Redis Cluster, or a sentinel', async () => {
    await using node = await startForeignServer(password, { more: ['--cluster-enabled', 'yes'], keys: 0 });
    const cluster = await refused(urlOf(node.port));
    expect(cluster.error).toMatch(/is a node of a Redis Cluster, and a cluster that already runs is not supported yet/);
    expect(cluster.exitCode).toBe(5);
    await using started = await startCluster({ replicas: 0 });
    const sentinel = started.cluster.nodes.find(({ role }) => role === 'sentinel')!;
    const { exitCode, error } = await refused(`redis://${sentinel.address.host}:${sentinel.address.port}`);
    expect(error).toMatch(/is a sentinel\..*Try: redis\+sentinel:\/\/host:port\/name/);
    expect(exitCode).toBe(5);
  });

  test.each([
    [
      'a cluster',
      'redis+cluster://127.0.0.1:1',
      [],
      /a Redis Cluster that already runs is not supported as a target yet/,
    ],
    [
      'a memcached',
      'memcached://127.0.0.1:11211',
      [],
      /a memcached that already runs is not supported as a target yet/,
    ],
    [
      'a text that is no URL',
      `:${password}@host`,
      [],
      /--target topology\.target: expected redis:\/\/.*, found something else/,
    ],
    ['a URL with a second @', `redis://:${password}@@host`, [], /expected no @ but the one before the host/],
    ['replicas', 'redis://127.0.0.1:1', ['--replicas', '2'], /topology external has the shape of its target/],
    [
      'a path below the URL',
      `redis://:${password}@h`,
      ['--set', 'topology.target.x=1'],
      /expected a mapping or a list/,
    ],
  ])('because it names %s: exit code 2', async (_what, url, more, reason) => {
    const { exitCode, error } = await refused(url, ...more);
    expect(error).toMatch(reason);
    expect(exitCode).toBe(2);
  });

  test('because a fault is planned: exit code 2', async () => {
    const ended = await run(['run', 'sentinel-failover', '--target', urlOf(1)]);
    expect(ended.stderr).toContain('external targets have no processes that could be hurt');
    expect(textsOf(ended)).not.toContain(password);
    expect(ended.exitCode).toBe(2);
  });
});
