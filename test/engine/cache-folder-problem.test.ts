import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cacheFolderProblem } from '../../src/engine/cache-folder-problem.js';
import { temporaryFolder } from './fixtures/temporary-folder.js';

test.runIf(process.platform === 'linux').each(['/proc/none', join(import.meta.filename, 'cache')])(
  'servers cannot be fetched into %s',
  async (folder) => {
    expect(await cacheFolderProblem({ CACHE_BENCH_CACHE_DIR: folder })).toMatch(
      /^Servers can't be fetched into .*\((ENOENT|ENOTDIR)\)\. Set CACHE_BENCH_CACHE_DIR/,
    );
  },
);

test('servers can be fetched into a folder that does not exist yet, and the check does not create it', async () => {
  await using parent = await temporaryFolder();
  expect(await cacheFolderProblem({ CACHE_BENCH_CACHE_DIR: join(parent.path, 'to', 'come') })).toBeUndefined();
  expect(await readdir(parent.path)).toEqual([]);
});
