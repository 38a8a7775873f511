import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { enginesFolder } from '../../src/engine/cache-folder.js';
import { writeManifest } from '../../src/engine/engine-manifest.js';
import { findEngine, numberedFolders } from '../../src/engine/find-engine.js';
import { EnvironmentError } from '../../src/errors/errors.js';
import { anyVersion } from '../../src/model/engine-request.js';
import { writeFakeServer } from './fixtures/fake-server.js';
import { temporaryFolder } from './fixtures/temporary-folder.js';

test('the folders of several versions are searched newest first', async () => {
  await using folder = await temporaryFolder();
  for (const version of ['9', '15', '9.6']) await mkdir(join(folder.path, version, 'bin'), { recursive: true });
  expect(await numberedFolders(join(folder.path, '*', 'bin'))).toEqual(
    ['15', '9.6', '9'].map((version) => join(folder.path, version, 'bin')),
  );
  expect(await numberedFolders(join(folder.path, 'none', '*'))).toEqual([]);
});

describe('the binary that the environment selects', () => {
  test('is used, with its version', async () => {
    await using folder = await temporaryFolder();
    const path = await writeFakeServer(join(folder.path, 'mine'));
    const { found } = await findEngine(anyVersion('redis'), { CACHE_BENCH_REDIS_BINARY: path });
    expect(found).toEqual({
      origin: 'environment',
      binary: { engine: 'redis', path, version: '9.9.9', libraryFolders: [] },
    });
  });

  test('is rejected if it is missing, a folder, not executable, or a different server, and the message states which', async () => {
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
      '/bin/true': 'is not a redis-server',
    };
    for (const [path, problem] of Object.entries(binaries)) {
      const error = await findEngine(anyVersion('redis'), { CACHE_BENCH_REDIS_BINARY: path, PATH: '/bin' }).catch(
        (thrown) => thrown,
      );
      expect(error).toBeInstanceOf(EnvironmentError);
      expect(error.message).toContain('CACHE_BENCH_REDIS_BINARY names ');
      expect(error.message).toContain(problem);
    }
  });
});

async function writeEngine(folder: string, version: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFakeServer(join(folder, 'server'), `echo "Redis server v=${version}"`);
  await writeManifest(folder, { binary: 'server', libraryFolders: [] });
}

test('is not silently replaced if its version is not the requested one', async () => {
  await using folder = await temporaryFolder();
  const path = await writeFakeServer(join(folder.path, 'redis-server'));
  const looking = findEngine({ engine: 'redis', version: '8' }, { CACHE_BENCH_REDIS_BINARY: path });
  await expect(looking).rejects.toThrow(`names ${path}, which is redis 9.9.9, but redis@8 was requested`);
});

describe('without a selection', () => {
  test('PATH is searched in order, skipping programs that are not the server', async () => {
    await using folder = await temporaryFolder();
    const [first, second] = [join(folder.path, 'first'), join(folder.path, 'second')];
    await mkdir(first);
    await mkdir(second);
    await chmod(await writeFakeServer(join(first, 'redis-server')), 0o644);
    const path = await writeFakeServer(join(second, 'redis-server'));
    const { found } = await findEngine(anyVersion('redis'), {
      PATH: `relative:${first}:${second}`,
      CACHE_BENCH_CACHE_DIR: folder.path,
    });
    expect(found).toMatchObject({ origin: 'path', binary: { path } });
  });

  test("the cache's engine folder is searched last, and includes the libraries", async () => {
    await using folder = await temporaryFolder();
    const environment = { PATH: '', CACHE_BENCH_CACHE_DIR: folder.path };
    const engine = join(enginesFolder(environment), 'redis');
    await mkdir(engine, { recursive: true });
    const path = await writeFakeServer(
      join(engine, 'server'),
      'test -n "$LD_LIBRARY_PATH" && echo "Redis server v=1.2.3"',
    );
    await writeManifest(engine, { binary: 'server', libraryFolders: ['lib'] });
    const { found } = await findEngine(anyVersion('redis'), environment);
    expect(found).toEqual({
      origin: 'cache',
      binary: { engine: 'redis', path, version: '1.2.3', libraryFolders: [join(engine, 'lib')] },
    });
  });

  test.each([
    ['8', 'redis@8.2.0'],
    ['8.0', 'redis@8.0.2'],
    ['7', 'redis'],
    [null, 'redis'],
  ])('of several installed versions, %s resolves to %s', async (version, name) => {
    await using folder = await temporaryFolder();
    const environment = { PATH: '', CACHE_BENCH_CACHE_DIR: folder.path };
    for (const [folderName, itsVersion] of [
      ['redis', '7.0.15'],
      ['redis@8.0.2', '8.0.2'],
      ['redis@8.2.0', '8.2.0'],
    ] as const)
      await writeEngine(join(enginesFolder(environment), folderName), itsVersion);
    const { found } = await findEngine({ engine: 'redis', version }, environment);
    expect(found?.binary.path).toBe(join(enginesFolder(environment), name, 'server'));
  });

  test('a missing version lists the available ones', async () => {
    await using folder = await temporaryFolder();
    const environment = { PATH: folder.path, CACHE_BENCH_CACHE_DIR: folder.path };
    const onPath = await writeFakeServer(join(folder.path, 'redis-server'));
    await writeEngine(join(enginesFolder(environment), 'redis@8.0.2'), '8.0.2');
    const { found, lookedIn } = await findEngine({ engine: 'redis', version: '7' }, environment);
    expect(found).toBeUndefined();
    expect(lookedIn[0]).toBe(`PATH, where ${onPath} is version 9.9.9`);
    expect(lookedIn[1]).toMatch(/redis@8\.0\.2.server is version 8\.0\.2$/);
  });

  test('the error names every place that was searched, and what was wrong there', async () => {
    await using folder = await temporaryFolder();
    await writeFakeServer(join(folder.path, 'redis-server'), 'echo broken');
    const search = await findEngine(anyVersion('redis'), { PATH: folder.path, CACHE_BENCH_CACHE_DIR: folder.path });
    expect(search.found).toBeUndefined();
    expect(search.lookedIn).toHaveLength(2);
    expect(search.lookedIn[0]).toMatch(/^PATH, where .*broken/);
    expect(search.lookedIn[1]).toBe(`the engine folder ${enginesFolder({ CACHE_BENCH_CACHE_DIR: folder.path })}`);
  });

  test('a half-written manifest is not an engine', async () => {
    await using folder = await temporaryFolder();
    const environment = { PATH: '', CACHE_BENCH_CACHE_DIR: folder.path };
    const engine = join(enginesFolder(environment), 'redis');
    await mkdir(engine, { recursive: true });
    await writeFile(join(engine, 'engine.json'), '{"binary": "ser');
    expect((await findEngine(anyVersion('redis'), environment)).found).toBeUndefined();
  });
});
