import { describe, expect, test } from 'vitest';
import { findEngine } from '../../src/engine/find-engine.js';
import { startForeignServer } from './drill/foreign-server.js';
import { fixture, run, validRecord } from './drill/run.js';

const quiet = fixture('quiet.yaml');
const { found } = await findEngine('valkey', process.env);
const obstacle = found
  ? undefined
  : 'Of the servers here none has WAITAOF. Try: name a valkey-server in CACHE_BENCH_VALKEY_BINARY';

describe('run with writes that wait for disks', () => {
  test.for(['wire', 'ioredis'])('acknowledges what WAITAOF confirms, and that alone: %s', async (driver, context) => {
    if (obstacle !== undefined) context.skip(obstacle);
    const { stdout, stderr, exitCode } = await run([
      ...['run', quiet, '--engine', 'valkey', '--driver', driver, '--duration', '1s', '--rate', '100', '--json'],
      ...['--durability', 'waitaof:1,1', '--set', 'topology.config.appendfsync=always'],
    ]);
    expect(exitCode, stderr).toBe(0);
    const { writeSafety, scenario } = validRecord(stdout);
    expect(writeSafety).toMatchObject({ durability: 'waitaof:1,1', verdict: 'safe' });
    expect(writeSafety.writes.acknowledged).toBeGreaterThan(0);
    expect(scenario).toMatchObject({ topology: { config: { appendonly: true, appendfsync: 'always' } } });
  });

  test('acknowledges nothing when the replica has no such file', async (context) => {
    if (obstacle !== undefined) context.skip(obstacle);
    const { stdout } = await run([
      ...['run', quiet, '--engine', 'valkey', '--duration', '1s', '--rate', '20', '--json'],
      ...['--durability', 'waitaof:1,1', '--set', 'topology.nodeConfig.n2.appendonly=no'],
    ]);
    const { writeSafety, totals } = validRecord(stdout);
    expect(writeSafety.writes.acknowledged).toBe(0);
    expect(totals.errors.waitShort).toBeGreaterThan(0);
  });

  test('refuses a target that has no append-only file, before anything is written', async (context) => {
    if (obstacle !== undefined) context.skip(obstacle);
    await using server = await startForeignServer('s3cr3t', { engine: 'valkey' });
    const before = await server.everything();
    const { stderr, exitCode } = await run([
      ...['run', quiet, '--durability', 'waitaof:1,0', '--target', `redis://:s3cr3t@127.0.0.1:${server.port}`],
    ]);
    expect(stderr).toMatch(
      /Error: The durability waitaof waits for the append-only file, and 127\.0\.0\.1:\d+ has none/,
    );
    expect(exitCode).toBe(2);
    expect(await server.everything()).toEqual(before);
  });
});
