import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { engineFolder } from '../../src/engine/cache-folder.js';
import { writeManifest } from '../../src/engine/engine-manifest.js';
import { findEngine } from '../../src/engine/find-engine.js';
import { EnvironmentError } from '../../src/errors/errors.js';
import { writeFakeServer } from './fixtures/fake-server.js';
import { temporaryFolder } from './fixtures/temporary-folder.js';

describe('the binary that the environment chooses', () => {
  test('is taken, with its version', async () => {
    await using folder = await temporaryFolder();
    const path = await writeFakeServer(join(folder.path, 'mine'));
    const { found } = await findEngine('redis', { CACHE_BENCH_REDIS_BINARY: path });
    expect(found).toEqual({
      origin: 'environment',
      binary: { engine: 'redis', path, version: '9.9.9', libraryFolders: [] },
    });
  });

  test('is refused when it is missing, a folder, not executable, or no such server, and the message says which', async () => {
    await using folder = await temporaryFolder();
    const text = join(folder.path, 'text');
    await writeFile(text, 'hello');
    const liar = await writeFakeServer(join(folder.path, 'liar'), 'echo some other program');
    const failing = await writeFakeServer(join(folder.path, 'failing'), 'echo "Redis server v=9.9.9"; exit 3');
    const binaries = {
      [join(folder.path, 'nothing')]: 'does not exist',
      [folder.path]: 'is not a file',
      [text]: 'is not executable',
      [liar]: 'some other program',
      [failing]: 'exit code 3',
      '/bin/true': 'is no redis-server',
    };
    for (const [path, problem] of Object.entries(binaries)) {
      const error = await findEngine('redis', { CACHE_BENCH_REDIS_BINARY: path, PATH: '/bin' }).catch(
        (thrown) => thrown,
      );
      expect(error).toBeInstanceOf(EnvironmentError);
      expect(error.message).toContain('CACHE_BENCH_REDIS_BINARY names ');
      expect(error.message).toContain(problem);
    }
  });
});

describe('without a choice', () => {
  test('PATH is searched in order, past what is no server', async () => {
    await using folder = await temporaryFolder();
    const [first, second] = [join(folder.path, 'first'), join(folder.path, 'second')];
    await mkdir(first);
    await mkdir(second);
    await chmod(await writeFakeServer(join(first, 'redis-server')), 0o644);
    const path = await writeFakeServer(join(second, 'redis-server'));
    const { found } = await findEngine('redis', {
      PATH: `relative:${first}:${second}`,
      CACHE_BENCH_CACHE_DIR: folder.path,
    });
    expect(found).toMatchObject({ origin: 'path', binary: { path } });
  });

  test('the engine folder of the cache is searched last, and its libraries go with it', async () => {
    await using folder = await temporaryFolder();
    const environment = { PATH: '', CACHE_BENCH_CACHE_DIR: folder.path };
    const engine = engineFolder('redis', environment);
    await mkdir(engine, { recursive: true });
    const path = await writeFakeServer(
      join(engine, 'server'),
      'test -n "$LD_LIBRARY_PATH" && echo "Redis server v=1.2.3"',
    );
    await writeManifest(engine, { binary: 'server', libraryFolders: ['lib'] });
    const { found } = await findEngine('redis', environment);
    expect(found).toEqual({
      origin: 'cache',
      binary: { engine: 'redis', path, version: '1.2.3', libraryFolders: [join(engine, 'lib')] },
    });
  });

  test('nothing found names every place, and what was wrong there', async () => {
    await using folder = await temporaryFolder();
    await writeFakeServer(join(folder.path, 'redis-server'), 'echo broken');
    const search = await findEngine('redis', { PATH: folder.path, CACHE_BENCH_CACHE_DIR: folder.path });
    expect(search.found).toBeUndefined();
    expect(search.lookedIn).toHaveLength(2);
    expect(search.lookedIn[0]).toMatch(/^PATH, where .*broken/);
    expect(search.lookedIn[1]).toBe(
      `the engine folder ${engineFolder('redis', { CACHE_BENCH_CACHE_DIR: folder.path })}`,
    );
  });

  test('a half-written manifest is no engine', async () => {
    await using folder = await temporaryFolder();
    const environment = { PATH: '', CACHE_BENCH_CACHE_DIR: folder.path };
    const engine = engineFolder('redis', environment);
    await mkdir(engine, { recursive: true });
    await writeFile(join(engine, 'engine.json'), '{"binary": "ser');
    expect((await findEngine('redis', environment)).found).toBeUndefined();
  });
});
