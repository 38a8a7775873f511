import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { readBounded } from '../../src/record/read-bounded.js';

it('refuses a named pipe at once, although nothing writes to it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cache-bench-pipe-'));
  try {
    const pipe = join(folder, 'record.json');
    await promisify(execFile)('mkfifo', [pipe]);
    await expect(readBounded(pipe, 1)).rejects.toMatchObject({ code: 'ENOTFILE' });
  } finally {
    await rm(folder, { recursive: true });
  }
});
