import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runToEnd } from './run-to-end.js';

describe('the package', () => {
  let folder: string;
  let tarball: string;
  let files: readonly string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cache-bench-package-'));
    // Packs the build under test; test/bin/setup.test.ts proves that packing builds first. Types: test/cli/library.test.ts.
    await runToEnd('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: process.cwd() });
    const [name = ''] = await readdir(folder);
    tarball = join(folder, name);
    const listed = await runToEnd('tar', ['-tzf', tarball], { cwd: folder });
    files = listed.stdout.trim().split('\n');
  });

  afterAll(() => rm(folder, { recursive: true }));

  it('contains what a user needs', async () => {
    const scenarios = (await readdir('scenarios')).map((file) => `package/scenarios/${file}`);
    expect(files).toEqual(
      expect.arrayContaining([
        'package/package.json',
        'package/README.md',
        'package/CHANGELOG.md',
        'package/LICENSE',
        'package/oclif.manifest.json',
        'package/bin/run.js',
        'package/dist/commands/run.js',
        'package/dist/cli/command-not-found.js',
        'package/dist/api/index.js',
        'package/bin/watch-event-loop.cjs',
        'package/examples/application/service.mjs',
        'package/prices/us-east-1.json',
        ...scenarios,
      ]),
    );
  });

  it('contains nothing else', () => {
    const known =
      /^package\/(package\.json|README\.md|CHANGELOG\.md|bin\/(open-files|output-errors|owned)\.js|bin\/watch-event-loop\.cjs|examples\/application\/service\.mjs|LICENSE|oclif\.manifest\.json|bin\/run\.js)$/;
    const strange = files.filter(
      (file) =>
        !known.test(file) && !/^package\/(dist\/.*\.js|dist\/types\/.*\.d\.ts|(scenarios|prices)\/.*)$/.test(file),
    );
    expect(strange).toEqual([]);
  });

  it('is smaller than 1 MB', async () => {
    expect((await stat(tarball)).size).toBeLessThan(1_000_000);
  });

  it('has the manifest of exactly its commands, because oclif trusts that more than the commands', async () => {
    const manifest = JSON.parse(await readFile('oclif.manifest.json', 'utf8')) as { readonly commands: object };
    const commands = files.flatMap((file) => /^package\/dist\/commands\/(.+)\.js$/.exec(file)?.[1] ?? []);
    expect(Object.keys(manifest.commands).sort()).toEqual(commands.map((path) => path.replace('/', ':')).sort());
  });

  it.each([['--help'], ['run', 'smoke']])('runs from an empty folder: %s %s', async (...given) => {
    const empty = join(folder, `empty ${given.join(' ')}`);
    await mkdir(empty);
    const npx = ['--yes', '--package', tarball, 'cache-bench', ...given];
    const result = await runToEnd('npx', npx, { cwd: empty, npmCache: join(folder, 'npm-cache') });
    expect(result.stdout).not.toBe('');
  });
});
