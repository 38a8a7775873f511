import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runToEnd } from '../cli/run-to-end.js';

const command = `import { Command } from '@oclif/core';
export default class Hello extends Command {
  async run() {}
}
`;
const copied = ['package.json', 'package-lock.json', 'tsconfig.json', 'bin'];
const building = /^Building dist \.\.\. \d+\.\d s\n$/;

// The tests build on each other, in order. A fresh clone of the whole project is set up in test/cli/fresh-clone.test.ts.
describe('setting up a project of one command', { timeout: 180_000 }, () => {
  let folder: string;
  const setUp = async () => (await runToEnd('node', ['bin/setup.js'], { cwd: folder })).stderr;
  const added = () => join(folder, 'src', 'added.ts');
  const isBuilt = (...path: readonly string[]) => existsSync(join(folder, 'dist', ...path));

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cache-bench-setup-'));
    for (const name of copied) await cp(name, join(folder, name), { recursive: true });
    await symlink(resolve('node_modules'), join(folder, 'node_modules'));
    await mkdir(join(folder, 'src', 'commands'), { recursive: true });
    await writeFile(join(folder, 'src', 'commands', 'hello.ts'), command);
    await mkdir(join(folder, 'src', 'api'));
    await writeFile(join(folder, 'src', 'api', 'index.ts'), 'export const answer: number = 42;\n');
  });

  afterAll(() => rm(folder, { recursive: true }));

  it('builds what was never built, and then only after a source file has changed', async () => {
    expect(await setUp()).toMatch(building);
    expect(await setUp()).toBe('');
    await writeFile(added(), 'export const added = 1;\n');
    expect(await setUp()).toMatch(building);
    expect(isBuilt('added.js')).toBe(true);
  });

  it('removes the build output of a deleted source file', async () => {
    await rm(added());
    expect(await setUp()).toMatch(building);
    expect(isBuilt('added.js')).toBe(false);
  });

  it('keeps the last build and says what to do when a source file has a syntax error', async () => {
    await writeFile(added(), 'export const added: number = ;\n');
    await expect(setUp()).rejects.toThrow(/exited with 1:.*added\.ts:1:30.*try: npm run build/s);
    expect(isBuilt('commands', 'hello.js')).toBe(true);
    await rm(added());
  });

  it('builds before it is packed', async () => {
    const { stderr } = await runToEnd('npm', ['pack', '--dry-run'], { cwd: folder });
    expect(stderr).toMatch(/Building dist \.\.\. \d+\.\d s$/m);
    expect(stderr).toContain('dist/commands/hello.js');
    expect(stderr).toContain('dist/types/api/index.d.ts');
  });
});
