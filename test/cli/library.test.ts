import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leftBehind } from './drill/left-behind.js';
import { fixture } from './drill/run.js';
import { runToEnd } from './run-to-end.js';

const needed = ['@types', 'ioredis', 'typescript-7', 'vitest'];

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

describe('the library, from the packed tarball', () => {
  let project: string;
  let temporaryFolder: string;

  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), 'cb-library-'));
    temporaryFolder = await mkdtemp(join(tmpdir(), 'cb-lib-'));
    await cp('examples/vitest', project, { recursive: true });
    const installed = join(project, 'node_modules', 'cache-bench');
    await mkdir(installed, { recursive: true });
    // What packing does first, except building what is under test.
    await runToEnd(process.execPath, ['bin/setup/write-declarations.js', 'dist/types'], { cwd: process.cwd() });
    await runToEnd('npm', ['pack', '--ignore-scripts', '--pack-destination', project], { cwd: process.cwd() });
    const tarball = (await readdir(project)).find((name) => name.endsWith('.tgz')) ?? '';
    await runToEnd('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1'], { cwd: project });
    await symlink(resolve('node_modules'), join(installed, 'node_modules'));
    for (const name of needed) await symlink(resolve('node_modules', name), join(project, 'node_modules', name));
    await cp(fixture('quiet.yaml'), join(project, 'quiet.yaml'));
    await writeFile(join(project, 'fake-timers.test.ts'), withFakeTimers);
    await writeFile(join(project, 'drill.ts'), typesAreReal);
    await writeFile(join(project, 'killed.cjs'), fromCommonJs);
  });

  afterAll(async () => {
    for (const folder of [project, temporaryFolder]) await rm(folder, { recursive: true, force: true });
  });

  test('the example shows how ioredis counts twice, and how not to; fake timers disturb nothing', async () => {
    const vitest = ['node_modules/vitest/vitest.mjs', 'run'];
    const { stdout } = await runToEnd(process.execPath, vitest, { cwd: project, temporaryFolder });
    expect(stripVTControlCharacters(stdout)).toMatch(/Tests +3 passed \| 1 expected fail \(4\)/);
    expect(await leftBehind(temporaryFolder)).toEqual([]);
  });

  test('its types are complete', async () => {
    await runToEnd(process.execPath, ['node_modules/typescript-7/bin/tsc', '-p', '.'], { cwd: project });
  });

  test('a CommonJS program imports it, and leaves nothing behind when it is killed', async () => {
    const child: ChildProcess = spawn(process.execPath, ['killed.cjs'], {
      cwd: project,
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
