import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leftBehind } from './drill/left-behind.js';
import { fixture } from './drill/run.js';
import { runToEnd } from './run-to-end.js';

/** Used with every timer and clock replaced, and twice at the same time. */
const withFakeTimers = `
import { expectGates, run, startCluster } from 'cache-bench';
import { afterEach, expect, test, vi } from 'vitest';

vi.useFakeTimers();
afterEach(() => vi.useRealTimers());

test('clusters side by side are struck, healed and closed while no timer fires', { timeout: 90_000 }, async () => {
  const topology = { kind: 'standalone', replicas: 0 } as const;
  await using one = await startCluster({ topology });
  await using other = await startCluster({ topology, relays: false });
  expect(other.url).not.toBe(one.url);
  expect(one.env).toMatchObject({ REDIS_URL: one.url, CACHE_BENCH_SESSION: one.id });
  const strike = await one.fault('kill-process', { target: 'primary', recover: 'restart', after: '100ms' });
  expect(strike).toMatchObject({ targets: ['n1'], proof: expect.stringContaining('gone') });
  expect(await strike.until('joined')).toBeGreaterThanOrEqual(100);
  await expect(strike.until('promoted', { timeoutMs: 1 })).rejects.toThrow('did not lead to "promoted" within 1 ms');
  await expect(strike.until('joind' as 'joined')).rejects.toThrow('did you mean "joined"?');
  await expect(strike.until('joined', { timeoutMs: 1e9 })).rejects.toThrow('until(): timeoutMs: expected a number from 0 to');
  await expect(one.heal({ recover: 'replaced' as 'replace' })).rejects.toThrow('did you mean "replace"?');
  expect(await one.heal()).toMatchObject({ healed: [], down: [] });
  const { events } = await one.timeline();
  expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(['fault-injected', 'fault-healed']));
  expect((await other.timeline()).events).toEqual([]);
  await expect(other.fault('host-loss')).rejects.toThrow(/needs relays/);
});

test('a run returns its record, whose gates are judged', { timeout: 90_000 }, async () => {
  const record = await run('quiet.yaml', { gate: ['unexpected_writes > 5'], out: 'records' });
  expect(record.totals.operations.ok).toBeGreaterThan(0);
  expect(() => expectGates(record)).toThrow(/FAIL {2}unexpected_writes > 5: /);
  await expect(run('no-such-scenario')).rejects.toThrow(/no-such-scenario/);
});
`;

const typesAreReal = `
import { expectGates, type RunRecord, run, startCluster } from 'cache-bench';

export async function drill(): Promise<number> {
  await using cluster = await startCluster({ topology: { kind: 'sentinel', replicas: 2 } });
  const strike = await cluster.fault('host-loss', { target: 'primary', recover: 'replace' });
  // @ts-expect-error: a misspelt milestone
  await strike.until('promotd');
  const record: RunRecord = await run('smoke', { rate: 500, 'no-faults': true });
  // @ts-expect-error: no such section
  record.writeSafty;
  // @ts-expect-error: no such verdict
  if (record.verdict === 'passed') return 0;
  expectGates(record);
  return strike.until('promoted');
}
`;

const fromCommonJs = `
import('cache-bench').then(async ({ startCluster }) => {
  const cluster = await startCluster({ topology: { kind: 'standalone', replicas: 0 }, relays: false });
  console.log(cluster.url);
  setInterval(() => {}, 1_000);
});
`;

describe('the library, installed from the packed tarball', () => {
  let project: string;
  let withVitest: string;
  let withJest: string;
  let temporaryFolder: string;

  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), 'cb-library-'));
    temporaryFolder = await mkdtemp(join(tmpdir(), 'cb-lib-'));
    withVitest = await copyExample('vitest', project);
    withJest = await copyExample('jest', project);
    // What packing does first, except building what is under test.
    await runToEnd(process.execPath, ['bin/setup/write-declarations.js', 'dist/types'], { cwd: process.cwd() });
    await runToEnd('npm', ['pack', '--ignore-scripts', '--pack-destination', project], { cwd: process.cwd() });
    const tarball = (await readdir(project)).find((name) => name.endsWith('.tgz')) ?? '';
    await installFor([withVitest, withJest], project, tarball);
    await symlink(resolve('node_modules', 'typescript-7'), join(project, 'node_modules', 'typescript-7'));
    await cp(fixture('quiet.yaml'), join(withVitest, 'quiet.yaml'));
    await writeFile(join(withVitest, 'fake-timers.test.ts'), withFakeTimers);
    await writeFile(join(withVitest, 'drill.ts'), typesAreReal);
    await writeFile(join(withVitest, 'killed.cjs'), fromCommonJs);
  });

  afterAll(async () => {
    for (const folder of [project, temporaryFolder]) await rm(folder, { recursive: true, force: true });
  });

  test('the example with Vitest shows how ioredis counts twice, and how not to; fake timers disturb nothing', async () => {
    const { stdout } = await runToEnd('npm', ['test'], { cwd: withVitest, temporaryFolder });
    expect(stripVTControlCharacters(stdout)).toMatch(/Tests +3 passed \| 1 expected fail \(4\)/);
    expect(await leftBehind(temporaryFolder)).toEqual([]);
  });

  test('the example with Jest and CommonJS shows how ioredis skips a number, and how not to', async () => {
    const { stderr } = await runToEnd('npm', ['test', '--', '--cacheDirectory=../jest-cache'], {
      cwd: withJest,
      temporaryFolder,
    });
    // Jest counts a test that fails as expected as passed.
    expect(stderr).toMatch(/^Tests: +2 passed, 2 total$/m);
    expect(stderr).not.toContain('did not exit');
    expect(await leftBehind(temporaryFolder)).toEqual([]);
  });

  test('its types are complete', async () => {
    await runToEnd(process.execPath, ['node_modules/typescript-7/bin/tsc', '-p', '.'], { cwd: withVitest });
  });

  test('a CommonJS program imports it, and leaves nothing behind when it is killed', async () => {
    const child: ChildProcess = spawn(process.execPath, ['killed.cjs'], {
      cwd: withVitest,
      env: { ...process.env, TMPDIR: temporaryFolder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit').then((codes) => [`ended with ${codes.join(' ')}`]);
    const [url] = await Promise.race([once(child.stdout as NodeJS.ReadableStream, 'data'), ended]);
    expect(String(url)).toMatch(/^redis:\/\/127\.0\.1\.1:\d+\n$/);
    child.kill('SIGKILL');
    const { hostname: host, port } = new URL(String(url));
    expect(await leftBehind(temporaryFolder, [{ host, port: Number(port) }])).toEqual([]);
  });
});

/** Copies an example into a folder, where it finds the packages that `installFor` installs. */
async function copyExample(name: string, project: string): Promise<string> {
  const folder = join(project, name);
  await cp(join('examples', name), folder, { recursive: true });
  await symlink('../node_modules', join(folder, 'node_modules'));
  return folder;
}

/** Installs what the examples need in one go: that costs half as much CPU time as once for each. */
async function installFor(examples: readonly string[], project: string, tarball: string): Promise<void> {
  const manifests = await Promise.all(
    examples.map(
      async (folder) => JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Record<string, object>,
    ),
  );
  const dependencies = Object.assign({}, ...manifests.flatMap((each) => [each.dependencies, each.devDependencies]));
  const manifest = { private: true, dependencies: { ...dependencies, 'cache-bench': `file:${tarball}` } };
  await writeFile(join(project, 'package.json'), JSON.stringify(manifest));
  await runToEnd('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: project });
}
