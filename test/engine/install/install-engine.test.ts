import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { enginesFolder } from '../../../src/engine/cache-folder.js';
import { installEngine } from '../../../src/engine/install/install-engine.js';
import type { Installer } from '../../../src/engine/install/installer.js';
import { writeOwner } from '../../../src/engine/process-identity.js';
import { EnvironmentError, InterruptedError } from '../../../src/errors/errors.js';
import { anyVersion } from '../../../src/model/engine-request.js';
import { writeFakeServer } from '../fixtures/fake-server.js';
import { deadPid } from '../fixtures/processes.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';

/** An installer that writes a script instead of a server, and counts its calls. */
function fakeInstaller(body?: string): Installer & { fetched: number } {
  return {
    tool: 'fake',
    fetched: 0,
    available: async () => true,
    manualCommand: () => 'fake install',
    async fetch(_, { stagingFolder }) {
      this.fetched++;
      await mkdir(join(stagingFolder, 'tree'));
      await writeFakeServer(join(stagingFolder, 'tree', 'server'), body);
      return { binary: 'server', libraryFolders: [] };
    },
  };
}

function options(path: string, lines: string[] = []) {
  return { environment: { CACHE_BENCH_CACHE_DIR: path }, onProgress: (line: string) => lines.push(line) };
}

async function writeDeadOwner(file: string): Promise<void> {
  await writeOwner(file, { exclusive: true });
  const owner = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...owner, pid: await deadPid() }));
}

describe('an installation', () => {
  test('puts the engine into its folder and leaves nothing else behind', async () => {
    await using folder = await temporaryFolder();
    const binary = await installEngine(anyVersion('redis'), fakeInstaller(), options(folder.path));
    const engines = enginesFolder({ CACHE_BENCH_CACHE_DIR: folder.path });
    expect(binary).toEqual({
      engine: 'redis',
      path: join(engines, 'redis', 'server'),
      version: '9.9.9',
      libraryFolders: [],
    });
    expect(await readdir(engines)).toEqual(['redis']);
  });

  test('of a version coexists with others, and is rejected if the version differs', async () => {
    await using folder = await temporaryFolder();
    const engines = enginesFolder({ CACHE_BENCH_CACHE_DIR: folder.path });
    await installEngine(anyVersion('redis'), fakeInstaller('echo "Redis server v=7.0.15"'), options(folder.path));
    const eight = await installEngine(
      { engine: 'redis', version: '8' },
      fakeInstaller('echo "Redis server v=8.0.2"'),
      options(folder.path),
    );
    expect(eight).toMatchObject({ version: '8.0.2', path: join(engines, 'redis@8.0.2', 'server') });
    const nine = installEngine({ engine: 'redis', version: '9' }, fakeInstaller(), options(folder.path));
    expect(await nine).toMatchObject({ version: '9.9.9' });
    const ten = installEngine({ engine: 'redis', version: '10' }, fakeInstaller(), options(folder.path));
    await expect(ten).rejects.toThrow('fake has redis 9.9.9, not redis@10');
    expect((await readdir(engines)).sort()).toEqual(['redis', 'redis@8.0.2', 'redis@9.9.9']);
  });

  test('that two processes start at once happens once, while the other waits', async () => {
    await using folder = await temporaryFolder();
    const installer = fakeInstaller();
    const lines: string[] = [];
    const both = await Promise.all(
      [1, 2].map(() => installEngine(anyVersion('redis'), installer, options(folder.path, lines))),
    );
    expect(both[0]).toEqual(both[1]);
    expect(installer.fetched).toBe(1);
    expect(lines).toEqual(['waiting for another process that is fetching redis']);
  });

  test('takes over the lock of a dead process and removes its leftovers', async () => {
    await using folder = await temporaryFolder();
    const engines = enginesFolder({ CACHE_BENCH_CACHE_DIR: folder.path });
    await mkdir(join(engines, '.staging-redis-dead', 'tree'), { recursive: true });
    await writeDeadOwner(join(engines, '.staging-redis-dead', 'owner'));
    await mkdir(join(engines, '.staging-redis-alive'));
    await writeOwner(join(engines, '.staging-redis-alive', 'owner'), { exclusive: true });
    await writeDeadOwner(join(engines, 'redis.lock'));
    await installEngine(anyVersion('redis'), fakeInstaller(), options(folder.path));
    expect((await readdir(engines)).sort()).toEqual(['.staging-redis-alive', 'redis']);
  });

  test('stops waiting for a lock when aborted', async () => {
    await using folder = await temporaryFolder();
    const engines = enginesFolder({ CACHE_BENCH_CACHE_DIR: folder.path });
    await mkdir(engines, { recursive: true });
    await writeOwner(join(engines, 'redis.lock'), { exclusive: true });
    const controller = new AbortController();
    const waiting = installEngine(anyVersion('redis'), fakeInstaller(), {
      environment: { CACHE_BENCH_CACHE_DIR: folder.path },
      onProgress: () => controller.abort(),
      signal: controller.signal,
    });
    await expect(waiting).rejects.toBeInstanceOf(InterruptedError);
    expect(await readdir(engines)).toEqual(['redis.lock']);
  });

  test('of a program that does not respond like the server is rejected, and leaves nothing', async () => {
    await using folder = await temporaryFolder();
    const installing = installEngine(anyVersion('redis'), fakeInstaller('echo broken'), options(folder.path));
    await expect(installing).rejects.toThrow(EnvironmentError);
    await expect(installing).rejects.toThrow('broken');
    expect(await readdir(enginesFolder({ CACHE_BENCH_CACHE_DIR: folder.path }))).toEqual([]);
  });

  test('replaces an engine that no longer runs', async () => {
    await using folder = await temporaryFolder();
    await installEngine(anyVersion('redis'), fakeInstaller(), options(folder.path));
    const engines = enginesFolder({ CACHE_BENCH_CACHE_DIR: folder.path });
    await writeFakeServer(join(engines, 'redis', 'server'), 'exit 1');
    const binary = await installEngine(
      anyVersion('redis'),
      fakeInstaller('echo "Redis server v=8.0.0"'),
      options(folder.path),
    );
    expect(binary.version).toBe('8.0.0');
    expect(await readdir(engines)).toEqual(['redis']);
  });

  test.runIf(process.platform === 'linux')('into a folder that cannot be created gives an error', async () => {
    for (const path of ['/proc/none', '/proc/none/deep/er'])
      await expect(installEngine(anyVersion('redis'), fakeInstaller(), options(path))).rejects.toThrow(
        /could not be used \(ENOENT.*CACHE_BENCH_CACHE_DIR/,
      );
  });

  test('into an unusable folder gives an error', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'file'), '');
    const installing = installEngine(anyVersion('redis'), fakeInstaller(), options(join(folder.path, 'file')));
    await expect(installing).rejects.toThrow(/could not be used .*CACHE_BENCH_CACHE_DIR/);
  });
});
