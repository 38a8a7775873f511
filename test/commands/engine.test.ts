import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import EngineInstall from '../../src/commands/engine/install.js';
import EngineList from '../../src/commands/engine/list.js';
import { enginesFolder } from '../../src/engine/cache-folder.js';
import { writeManifest } from '../../src/engine/engine-manifest.js';
import { writeFakeServer } from '../engine/fixtures/fake-server.js';
import { temporaryFolder } from '../engine/fixtures/temporary-folder.js';
import { runInProcess } from './run-in-process.js';

describe('engine list', () => {
  test('shows a line for each engine, and for each version fetched in addition', async () => {
    await using folder = await temporaryFolder();
    const path = await writeFakeServer(join(folder.path, 'redis-server'));
    const fetched = join(enginesFolder({ CACHE_BENCH_CACHE_DIR: folder.path }), 'redis@8.0.2');
    await mkdir(fetched, { recursive: true });
    await writeFakeServer(join(fetched, 'server'), 'echo "Redis server v=8.0.2"');
    await writeManifest(fetched, { binary: 'server', libraryFolders: [] });
    const environment = { CACHE_BENCH_REDIS_BINARY: path, CACHE_BENCH_CACHE_DIR: folder.path };
    const { exitCode, stdout } = await runInProcess(EngineList, [], { environment });
    expect(exitCode).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.slice(0, 2)).toEqual([
      `redis      9.9.9  ${path}  (chosen by the environment)`,
      `redis      8.0.2  ${join(fetched, 'server')}  (fetched by cache-bench)`,
    ]);
    expect(lines).toHaveLength(5);
  });

  test('prints only JSON under --json', async () => {
    await using folder = await temporaryFolder();
    const path = await writeFakeServer(join(folder.path, 'redis-server'));
    const environment = {
      PATH: folder.path,
      CACHE_BENCH_CACHE_DIR: folder.path,
      CACHE_BENCH_MEMCACHED_BINARY: '/nowhere',
    };
    const { exitCode, stdout } = await runInProcess(EngineList, ['--json'], { environment });
    expect(exitCode).toBe(0);
    const { engines } = JSON.parse(stdout);
    expect(engines[0]).toMatchObject({ engine: 'redis', version: '9.9.9', path, origin: 'path' });
    expect(engines[1]).toMatchObject({ engine: 'valkey', version: null, fetchedBy: null });
    expect(engines[2].problem).toContain('CACHE_BENCH_MEMCACHED_BINARY names /nowhere');
  });
});

describe('engine install', () => {
  test('keeps an existing engine, and prints its path', async () => {
    await using folder = await temporaryFolder();
    const path = await writeFakeServer(join(folder.path, 'redis-server'));
    const environment = { CACHE_BENCH_REDIS_BINARY: path };
    const { exitCode, stdout } = await runInProcess(EngineInstall, [], { environment });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `redis 9.9.9  ${path}\n` });
  });

  test.each([[[]], [['--json']]])('of an unknown engine is a usage error (%s)', async (flags) => {
    const { exitCode, stdout, stderr } = await runInProcess(EngineInstall, ['redsi', ...flags]);
    expect(exitCode).toBe(2);
    expect(flags.length > 0 ? JSON.parse(stdout).error.message : stderr).toContain('redis, valkey, memcached');
  });

  test.each([[[]], [['--json']]])('without any tool to fetch it exits with 5 (%s)', async (flags) => {
    await using folder = await temporaryFolder();
    const environment = { PATH: folder.path, CACHE_BENCH_CACHE_DIR: folder.path };
    const { exitCode, stdout, stderr } = await runInProcess(EngineInstall, ['valkey', ...flags], { environment });
    expect(exitCode).toBe(5);
    expect(flags.length > 0 ? JSON.parse(stdout).error.exitCode : stderr).toEqual(
      flags.length > 0 ? 5 : expect.stringMatching(/^Error: No valkey server was found \(looked in: PATH/),
    );
  });
});
