import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors/errors.js';
import { checkOutFolder } from '../../src/record/check-out-folder.js';

describe('checkOutFolder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cache-bench-out-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it.each([['.'], ['new'], ['new/and/deep']])('accepts %s, and leaves nothing behind', async (path) => {
    await checkOutFolder(join(folder, path));
    expect(await readdir(folder)).toEqual([]);
  });

  it('rejects a file, and a folder below one', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    for (const path of [file, join(file, 'below')])
      await expect(checkOutFolder(path)).rejects.toThrow(/can't be written to .*file.* \(ENOTDIR\)/);
  });

  it('rejects a folder in which nothing can be created, and does not retry forever', async () => {
    await expect(checkOutFolder('/proc/reports')).rejects.toBeInstanceOf(UsageError);
  });
});
