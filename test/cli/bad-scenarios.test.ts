import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixture, type RunEnd, run } from './drill/run.js';

const quiet = fixture('quiet.yaml');

/** Wrong usage is told before anything is started: no server, and no folder of reports. */
function expectRefused(end: RunEnd, message: RegExp): void {
  expect(end.stderr).toMatch(message);
  expect(end.stderr).toMatch(/^Error: /);
  expect(end.stderr).not.toMatch(/^redis .* at |^ +at .*\.js:/m);
  expect(end).toMatchObject({ exitCode: 2, stdout: '', files: new Map() });
}

describe('a bad scenario is told in one error with place, expectation and what was found, and starts nothing', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cb-scenarios-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]', ...'bcdefgh'].map((line, index, lines) => {
    const before = index <= 1 ? 'a' : lines[index - 1];
    return index === 0 ? line : `${line}: &${line} [${new Array(9).fill(`*${before}`).join(', ')}]`;
  });
  const contents: [string, string | Uint8Array, RegExp][] = [
    ['an unknown key', 'name: bad\nworkload:\n  conections: 3\n', /:3[:\s].*conections[\s\S]*connections/],
    [
      'a wrong unit',
      'name: bad\nphases:\n  duration: 5 parsecs\n',
      /:3[:\s].*phases\.duration.*expected.*found.*parsecs/,
    ],
    ['a negative rate', 'name: bad\nworkload:\n  rate: -5\n', /:3[:\s].*workload\.rate.*expected.*found.*-5/],
    [
      'an impossible target',
      'name: bad\nfaults:\n  - at: 1s\n    kill-process: { target: { node: n9 } }\n',
      /:4[:\s].*faults\.0\.kill-process.*n9/,
    ],
    ['an unknown metric', 'name: bad\ngates:\n  - respons_time.p99 < 5ms\n', /:3[:\s].*gates\.0[\s\S]*response_time/],
    [
      'a fault that the topology does not support',
      'name: bad\ntopology: { zones: 1, replicas: 0, sentinel: { count: 1, quorum: 1 } }\nfaults:\n  - at: 1s\n    kill-process: { target: replica }\n',
      /:5[:\s].*faults\.0\.kill-process.*replica/,
    ],
    ['an empty file', '', /bad\.yaml.*empty/],
    ['a binary file', Uint8Array.from({ length: 4096 }, (_, index) => (index * 197) % 256), /bad\.yaml/],
    ['a YAML bomb', bomb.join('\n'), /bad\.yaml.*alias/i],
  ];

  test.each(contents)('%s', async (_, content, message) => {
    const file = join(folder, 'bad.yaml');
    await writeFile(file, content);
    expectRefused(await run(['run', file]), message);
  });

  test('a folder', async () => {
    await mkdir(join(folder, 'inner'), { recursive: true });
    expectRefused(await run(['run', join(folder, 'inner')]), /inner.*folder/);
  });

  test('a file that is not there', async () => {
    expectRefused(await run(['run', join(folder, 'none.yaml')]), /none\.yaml/);
  });

  test('a misspelt name', async () => {
    expectRefused(await run(['run', 'smok']), /Did you mean "smoke"\?/);
  });
});

describe('a wrong flag is named, and starts nothing', () => {
  test.each<[string, string[], RegExp]>([
    ['an unknown flag', ['--bogus'], /--bogus/],
    ['an unknown driver', ['--driver', 'ioreds'], /--driver.*expected.*ioredis.*found.*ioreds/],
    ['an unknown report', ['--report', 'md,pdf'], /no report format "pdf"/],
    ['a negative rate', ['--rate=-5'], /--rate.*expected.*found.*-5/],
    ['a path that no scenario has', ['--set', 'workload.conections=3'], /--set.*conections[\s\S]*connections/],
    [
      'more acknowledgements than replicas',
      ['--durability', 'wait:2', '--replicas', '1'],
      /--durability.*1 replica.*found 2/,
    ],
    ['a flag of another load tester', ['--clients', '5'], /Instead of --clients, use --connections/],
    ['a short one', ['-z', '5s'], /Instead of -z, use --duration 30s/],
    ['a misspelt flag', ['--durabilty=wait:1'], /Nonexistent flag: --durabilty[\s\S]*Did you mean --durability\?/],
    ['an --out under a file', ['--out', join(quiet, 'reports')], /can't be written to .*quiet\.yaml.*ENOTDIR/],
    ['an --out on /proc', ['--out', '/proc/reports'], /can't be written to \/proc\/reports/],
  ])('%s', async (_, flags, message) => {
    expectRefused(await run(['run', quiet, ...flags]), message);
  });

  test('under --json too', async () => {
    const { stdout, stderr, exitCode } = await run(['run', quiet, '--driver', 'ioreds', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ error: { message: expect.stringContaining('--driver'), exitCode: 2 } });
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 2 });
  });

  test('and the trial of --out leaves nothing in it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cb-out-'));
    const environment = { CACHE_BENCH_REDIS_BINARY: quiet };
    expect((await run(['run', quiet, '--out', join(folder, 'a', 'b')], { environment })).exitCode).toBe(5);
    expect(await readdir(folder)).toEqual([]);
    await rm(folder, { recursive: true });
  });
});

describe('an unknown command', () => {
  test('is named with the nearest one', async () => {
    expectRefused(await run(['scenario', 'lst']), /no command "scenario lst"\. Did you mean "scenario list"\?/);
  });

  test('is told as JSON under --json', async () => {
    const { stdout, stderr, exitCode } = await run(['foo', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ error: { name: 'UsageError', exitCode: 2 } });
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 2 });
  });
});
