import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leftBehind } from './drill/left-behind.js';
import { runToEnd } from './run-to-end.js';

describe('the tests in docs/your-application.md', () => {
  let project: string;
  let temporaryFolder: string;
  let page: string;

  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), 'cb-page-'));
    temporaryFolder = await mkdtemp(join(tmpdir(), 'cb-tmp-'));
    page = await readFile('docs/your-application.md', 'utf8');
    await mkdir(join(project, 'node_modules'));
    await symlink(process.cwd(), join(project, 'node_modules', 'cache-bench'));
    for (const name of ['ioredis', 'vitest'])
      await symlink(resolve('node_modules', name), join(project, 'node_modules', name));
  });

  afterAll(async () => {
    for (const folder of [project, temporaryFolder]) await rm(folder, { recursive: true });
  });

  test('show with Vitest that ioredis needs other settings than its own, and which', async () => {
    const file = join(project, 'failover.test.ts');
    const asItComes = codeOnPage(page, '// failover.test.ts\n');
    await writeFile(file, asItComes);
    const vitest = () =>
      runToEnd(process.execPath, ['node_modules/vitest/vitest.mjs', 'run'], { cwd: project, temporaryFolder });
    await expect(vitest()).rejects.toThrow('Timed out in waitUntil!');
    const settings = codeOnPage(page, 'const options = { failoverDetector');
    await writeFile(file, asItComes.replace(/^const options = .*\n/m, settings));
    await vitest();
    expect(await leftBehind(temporaryFolder)).toEqual([]);
  });

  test('show with the runner of Node.js whether a service comes back', async () => {
    await writeFile(join(project, 'service.test.mjs'), codeOnPage(page, '// service.test.mjs\n'));
    const test = async (client: string) => {
      const service = resolve('examples/application/service.mjs');
      await writeFile(join(project, 'server.js'), `process.env.CLIENT = '${client}';\nimport('${service}');\n`);
      await runToEnd(process.execPath, ['--test', 'service.test.mjs'], { cwd: project, temporaryFolder });
    };
    await expect(test('default')).rejects.toThrow('no item was stored within 5 s of the promotion');
    await test('careful');
    expect(await leftBehind(temporaryFolder)).toEqual([]);
  });
});

/** The only block of code that begins like this. */
function codeOnPage(page: string, beginning: string): string {
  const blocks = [...page.matchAll(/^```\w+\n(.*?)^```$/gms)].map(([, code = '']) => code);
  const [code, ...others] = blocks.filter((block) => block.startsWith(beginning));
  expect(others).toEqual([]);
  expect(code, beginning).toBeDefined();
  return code ?? '';
}
