import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findProgram } from '../../src/engine/find-program.js';
import { requireEngine } from '../../src/engine/require-engine.js';
import { anyVersion } from '../../src/model/engine-request.js';
import { temporaryFolder } from './fixtures/temporary-folder.js';

const hasApt = (await findProgram('apt-get', process.env)) !== undefined;
const systemPath = '/usr/sbin:/usr/bin:/sbin:/bin';

describe('a required engine', () => {
  test('that can neither be found nor fetched gives one error with what to type', async () => {
    await using folder = await temporaryFolder();
    const environment = { PATH: folder.path, CACHE_BENCH_CACHE_DIR: folder.path };
    const missing = requireEngine(anyVersion('redis'), { onProgress: () => undefined, environment });
    await expect(missing).rejects.toMatchObject({ exitCode: 5 });
    await expect(missing).rejects.toThrow(
      /^No redis server was found \(looked in: PATH; .*Try: .*CACHE_BENCH_REDIS_BINARY/,
    );
  });

  test.skipIf(!hasApt)(
    'is fetched with apt, without root, into the cache folder, and found there the next time',
    async () => {
      await using folder = await temporaryFolder();
      // apt's configuration has its own rules for quotes and backslashes.
      const odd = join(folder.path, `it's "odd" \\ $HOME`);
      const environment = { PATH: systemPath, CACHE_BENCH_CACHE_DIR: odd, CACHE_BENCH_MEMCACHED_BINARY: '' };
      const lines: string[] = [];
      const search = { onProgress: (line: string) => lines.push(line), environment };
      const first = await requireEngine(anyVersion('memcached'), search);
      expect(first.version).toMatch(/^1\./);
      const steps = lines.length;
      expect(await requireEngine(anyVersion('memcached'), search)).toEqual(first);
      expect(lines.length).toBe(steps);
    },
    120_000,
  );
});
