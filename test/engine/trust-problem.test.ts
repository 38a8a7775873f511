import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { trustProblem } from '../../src/engine/trust-problem.js';
import { temporaryFolder } from './fixtures/temporary-folder.js';

describe('a folder of programs', () => {
  test.each([0o700, 0o755, 0o500])('of mode %o is trusted', async (mode) => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'engines');
    await mkdir(path);
    await chmod(path, mode);
    expect(await trustProblem([path, join(path, 'not there')])).toBeUndefined();
  });

  test.each([0o775, 0o757, 0o777, 0o1777])('of mode %o is not, and the sentence says what to do', async (mode) => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'engines');
    await mkdir(path);
    await chmod(path, mode);
    expect(await trustProblem([folder.path, path])).toMatch(
      /^other users may write to .*engines \(mode .*chmod -R go-w/,
    );
  });

  test('is not when a file in it can be written by others; a link to one has no mode of its own', async () => {
    await using folder = await temporaryFolder();
    const [file, link] = [join(folder.path, 'server'), join(folder.path, 'link')];
    await writeFile(file, '');
    await chmod(file, 0o722);
    await symlink('server', link);
    expect(await trustProblem([link])).toBeUndefined();
    expect(await trustProblem([link, file])).toContain(file);
  });
});
