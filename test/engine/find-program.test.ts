import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { canRun, findProgram } from '../../src/engine/find-program.js';

it('finds executable files, but neither folders nor other files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cache-bench-find-'));
  try {
    await mkdir(join(folder, 'inner'));
    await writeFile(join(folder, 'text'), '');
    await writeFile(join(folder, 'program'), '#!/bin/sh\n');
    await chmod(join(folder, 'program'), 0o755);
    const environment = { PATH: `relative:${folder}` };
    expect(await findProgram('program', environment)).toBe(join(folder, 'program'));
    for (const name of ['inner', 'text', 'absent']) {
      expect(await findProgram(name, environment)).toBeUndefined();
      expect(await canRun(join(folder, name), environment)).toBe(false);
    }
    expect(await canRun(join(folder, 'program'), environment)).toBe(true);
  } finally {
    await rm(folder, { recursive: true });
  }
});
