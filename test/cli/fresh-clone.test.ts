import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runToEnd } from './run-to-end.js';

// The tests depend on each other, in order: the first start finds a bare clone, the later ones a prepared one. It borrows the
// dependencies, because .ci/run has installed those of a fresh clone with the same script.
describe('a fresh clone, in a folder with a space in its name', () => {
  let folder: string;
  let clone: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cache-bench-clone-'));
    clone = join(folder, 'fresh clone');
    await cloneProject(clone);
    await symlink(resolve('node_modules'), join(clone, 'node_modules'));
  });

  afterAll(() => rm(folder, { recursive: true }));

  it('builds and runs on the first npm start', async () => {
    expect(existsSync(join(clone, 'dist'))).toBe(false);
    const { stderr } = await runToEnd('npm', ['start', '--', 'smoke'], { cwd: clone });
    expect(stderr).toMatch(/^Building dist \.\.\. \d+\.\d s\n/m);
  });

  it('does not mention set-up the next time, and leaves stdout to the record', async () => {
    const brief = ['--no-faults', '--duration', '500ms'];
    const given = ['start', '--silent', '--', 'smoke', '--json', ...brief];
    const { stdout, stderr } = await runToEnd('npm', given, { cwd: clone });
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1 });
    expect(stderr).not.toMatch(/Installing|Building/);
  });
});

/**
 * Like a git clone of the commits; without a .git folder, the working folder is copied without the results of set-up.
 */
async function cloneProject(into: string): Promise<void> {
  if (existsSync('.git')) {
    await runToEnd('git', ['clone', '--quiet', process.cwd(), into], { cwd: process.cwd() });
    return;
  }
  const added = ['node_modules', 'dist', 'reports'];
  await cp(process.cwd(), into, { recursive: true, filter: (path) => !added.includes(basename(path)) });
}
