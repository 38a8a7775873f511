import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { trustProblem } from '../../src/engine/trust-problem.js';
import { temporaryFolder } from './fixtures/temporary-folder.js';

describe('a folder with programs', () => {
  test.each([0o700, 0o755, 0o500])('of mode %o is trusted', async (mode) => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'engines');
    await mkdir(path);
    await chmod(path, mode);
    expect(await trustProblem([path, join(path, 'not there')])).toBeUndefined();
  });

  test.each([0o775, 0o757, 0o777, 0o1777])(
    'of mode %o is not trusted, and the message says what to do',
    async (mode) => {
      await using folder = await temporaryFolder();
      const path = join(folder.path, 'engines');
      await mkdir(path);
      await chmod(path, mode);
      expect(await trustProblem([folder.path, path])).toMatch(
        /^other users can write to .*engines \(mode .*chmod -R go-w/,
      );
    },
  );

  test('is not trusted if others can write a file in it; a link has no mode of its own', async () => {
    await using folder = await temporaryFolder();
    const [file, link] = [join(folder.path, 'server'), join(folder.path, 'link')];
    await writeFile(file, '');
    await chmod(file, 0o722);
    await symlink('server', link);
    expect(await trustProblem([link])).toBeUndefined();
    expect(await trustProblem([link, file])).toContain(file);
  });
});
