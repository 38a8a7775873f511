import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runToEnd } from './run-to-end.js';

// The tests depend on each other, in order: the first start finds a bare clone, the later ones a prepared one.
describe('a fresh clone, in a folder with a space in its name', () => {
  let folder: string;
  let clone: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cache-bench-clone-'));
    clone = join(folder, 'fresh clone');
    await cloneProject(clone);
  });

  afterAll(() => rm(folder, { recursive: true }));

  it('installs, builds and runs on the first npm start', async () => {
    expect(existsSync(join(clone, 'node_modules'))).toBe(false);
    const { stderr } = await runToEnd('npm', ['start', '--', 'smoke'], { cwd: clone });
    expect(stderr).toMatch(
      /^Installing the dependencies \(npm ci\) \.\.\. \d+\.\d s\nBuilding dist \.\.\. \d+\.\d s\n/m,
    );
  });

  it('does not mention set-up the next time, and leaves stdout to the record', async () => {
    const { stdout, stderr } = await runToEnd('npm', ['start', '--silent', '--', 'smoke', '--json'], { cwd: clone });
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
