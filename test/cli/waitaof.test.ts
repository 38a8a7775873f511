import { beforeAll, describe, expect, test } from 'vitest';
import { requireEngine } from '../../src/engine/require-engine.js';
import type { EngineRequest } from '../../src/model/engine-request.js';
import { startForeignServer } from './drill/foreign-server.js';
import { fixture, run, validRecord } from './drill/run.js';

const quiet = fixture('quiet.yaml');
/** On Debian 12, from the backports of the release, and from the next release with its own loader. */
const servers: readonly EngineRequest[] = [
  { engine: 'valkey', version: '8' },
  { engine: 'redis', version: '8' },
];

// Fetched once into the cache folder shared by all tests.
beforeAll(async () => {
  for (const server of servers) await requireEngine(server, { onProgress: () => {} });
});

describe('run with writes that wait for disks', () => {
  test.for([
    ['wire', 'redis@8', 'true'],
    ['ioredis', 'valkey@8', 'true'],
    ['ioredis', 'redis@8', 'false'],
  ] as const)('acknowledges only what WAITAOF confirms: %s, %s, TLS %s', async ([driver, engine, tls]) => {
    const { stdout, stderr, exitCode } = await run([
      ...['run', quiet, '--engine', engine, '--driver', driver, '--duration', '1s', '--json'],
      // A busy disk may need a second for one flush.
      ...['--rate', '20', '--deadline', '10s', '--set', `topology.tls=${tls}`],
      ...['--durability', 'waitaof:1,1', '--set', 'topology.config.appendfsync=always'],
    ]);
    expect(exitCode, stderr).toBe(0);
    const { writeSafety, scenario, environment } = validRecord(stdout);
    expect(writeSafety).toMatchObject({ durability: 'waitaof:1,1', verdict: 'safe' });
    expect(writeSafety.writes.acknowledged).toBeGreaterThan(0);
    expect(scenario).toMatchObject({ topology: { config: { appendonly: true, appendfsync: 'always' } } });
    expect(environment.engines).toMatchObject([
      { engine: engine.split('@')[0], version: expect.stringMatching(/^8\./) },
    ]);
  });

  test('acknowledges nothing if the replica has no append-only file', async () => {
    const { stdout } = await run([
      ...['run', quiet, '--engine', 'valkey', '--duration', '1s', '--rate', '20', '--json'],
      ...['--durability', 'waitaof:1,1', '--set', 'topology.nodeConfig.n2.appendonly=no'],
    ]);
    const { writeSafety, totals } = validRecord(stdout);
    expect(writeSafety.writes.acknowledged).toBe(0);
    expect(totals.errors.waitShort).toBeGreaterThan(0);
  });

  test('rejects a target without an append-only file before writing anything', async () => {
    await using server = await startForeignServer('s3cr3t', { engine: 'valkey' });
    const before = await server.everything();
    const { stderr, exitCode } = await run([
      ...['run', quiet, '--durability', 'waitaof:1,0', '--target', `redis://:s3cr3t@127.0.0.1:${server.port}`],
    ]);
    expect(stderr).toMatch(
      /Error: The durability waitaof waits for the append-only file, but 127\.0\.0\.1:\d+ has none/,
    );
    expect(exitCode).toBe(2);
    expect(await server.everything()).toEqual(before);
  });
});
