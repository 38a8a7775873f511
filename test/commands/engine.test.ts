import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeFakeServer } from '../engine/fixtures/fake-server.js';
import { temporaryFolder } from '../engine/fixtures/temporary-folder.js';
import { runProgram } from './run-program.js';

describe('engine list', () => {
  test('shows a line for each engine', async () => {
    await using folder = await temporaryFolder();
    const path = await writeFakeServer(join(folder.path, 'redis-server'));
    const { exitCode, stdout } = await runProgram(['engine', 'list'], { CACHE_BENCH_REDIS_BINARY: path });
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`redis      9.9.9  ${path}  (chosen by the environment)\n`);
    expect(stdout.trimEnd().split('\n')).toHaveLength(3);
  });

  test('prints JSON alone under --json', async () => {
    await using folder = await temporaryFolder();
    const path = await writeFakeServer(join(folder.path, 'redis-server'));
    const environment = {
      PATH: folder.path,
      CACHE_BENCH_CACHE_DIR: folder.path,
      CACHE_BENCH_MEMCACHED_BINARY: '/nowhere',
    };
    const { exitCode, stdout } = await runProgram(['engine', 'list', '--json'], environment);
    expect(exitCode).toBe(0);
    const { engines } = JSON.parse(stdout);
    expect(engines[0]).toMatchObject({ engine: 'redis', version: '9.9.9', path, origin: 'path' });
    expect(engines[1]).toMatchObject({ engine: 'valkey', version: null, fetchedBy: null });
    expect(engines[2].problem).toContain('CACHE_BENCH_MEMCACHED_BINARY names /nowhere');
  });
});

describe('engine install', () => {
  test('leaves what is there, and says where it is', async () => {
    await using folder = await temporaryFolder();
    const path = await writeFakeServer(join(folder.path, 'redis-server'));
    const { exitCode, stdout } = await runProgram(['engine', 'install'], { CACHE_BENCH_REDIS_BINARY: path });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `redis 9.9.9  ${path}\n` });
  });

  test.each([[[]], [['--json']]])('of an unknown engine is wrong usage (%s)', async (flags) => {
    const { exitCode, stdout, stderr } = await runProgram(['engine', 'install', 'redsi', ...flags]);
    expect(exitCode).toBe(2);
    expect(flags.length > 0 ? JSON.parse(stdout).error.message : stderr).toContain('redis, valkey, memcached');
  });

  test.each([[[]], [['--json']]])('without any tool to fetch with ends with 5 (%s)', async (flags) => {
    await using folder = await temporaryFolder();
    const environment = { PATH: folder.path, CACHE_BENCH_CACHE_DIR: folder.path };
    const { exitCode, stdout, stderr } = await runProgram(['engine', 'install', 'valkey', ...flags], environment);
    expect(exitCode).toBe(5);
    expect(flags.length > 0 ? JSON.parse(stdout).error.exitCode : stderr).toEqual(
      flags.length > 0 ? 5 : expect.stringMatching(/^Error: No valkey server was found \(looked in: PATH/),
    );
  });
});
