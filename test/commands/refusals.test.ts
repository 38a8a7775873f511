import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import Ab from '../../src/commands/ab.js';
import Compare from '../../src/commands/compare.js';
import Plan from '../../src/commands/plan.js';
import Run from '../../src/commands/run.js';
import ScenarioFrom from '../../src/commands/scenario/from.js';
import Search from '../../src/commands/search.js';
import Sweep from '../../src/commands/sweep.js';
import { writeRecord } from '../../src/record/write-record.js';
import { temporaryFolder } from '../engine/fixtures/temporary-folder.js';
import { runOf } from '../gate/compare/measured-runs.js';
import { runInProcess } from './run-in-process.js';

const quiet = resolve('test/cli/fixtures/quiet.yaml');
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder[Symbol.asyncDispose]());

/** Wrong usage is reported in one error before anything is started: no server, and no folder of reports. */
async function expectRefusal(
  command: Parameters<typeof runInProcess>[0],
  argv: readonly string[],
  message: RegExp,
  expectedCode = 2,
): Promise<void> {
  const before = await readdir(folder.path);
  const { exitCode, stdout, stderr } = await runInProcess(command, argv, { workingDirectory: folder.path });
  expect(stderr).toMatch(message);
  expect(stderr.match(/^Error: /gm)).toHaveLength(1);
  expect(stderr).not.toMatch(/^redis .* at |^ +at .*\.[jt]s:/m);
  expect({ exitCode, stdout }).toEqual({ exitCode: expectedCode, stdout: '' });
  expect(await readdir(folder.path)).toEqual(before);
}

describe('run reports a bad scenario with place, expectation and what was found', () => {
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
    const file = join(folder.path, 'bad.yaml');
    await writeFile(file, content);
    await expectRefusal(Run, [file], message);
  });

  test('for a folder', async () => {
    await mkdir(join(folder.path, 'inner'));
    await expectRefusal(Run, [join(folder.path, 'inner')], /inner.*folder/);
  });

  test('for a missing file', async () => {
    await expectRefusal(Run, [join(folder.path, 'none.yaml')], /none\.yaml/);
  });

  test('for a misspelt name', async () => {
    await expectRefusal(Run, ['smok'], /Did you mean "smoke"\?/);
  });
});

describe('run names a wrong flag', () => {
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
    ['a flag of ab', ['--rounds', '3'], /Instead of --rounds, use --repeat/],
    ['a misspelt flag', ['--durabilty=wait:1'], /Nonexistent flag: --durabilty[\s\S]*Did you mean --durability\?/],
    ['an --out under a file', ['--out', join(quiet, 'reports')], /can't be written to .*quiet\.yaml.*ENOTDIR/],
    ['an --out on /proc', ['--out', '/proc/reports'], /can't be written to \/proc\/reports/],
    ['no repetition', ['--repeat', '0'], /--repeat/],
    ['too many repetitions', ['--repeat', '101'], /--repeat/],
    ['a number of repetitions that is none', ['--repeat', 'many'], /Unexpected argument: many/],
  ])('%s', async (_, flags, message) => {
    await expectRefusal(Run, [quiet, ...flags], message);
  });
});

describe('search refuses', () => {
  test.each<[string, readonly string[], RegExp]>([
    [
      'an objective that is no gate',
      ['--objective', 'response_time.p99 << 1ms'],
      /--objective.*one of the comparators/,
    ],
    ['an objective on a fault', ['--objective', 'promotion_time < 1s'], /--objective.*needs a fault/],
    [
      'an objective on a phase that never comes',
      ['--objective', 'throughput > 1 during settled'],
      /--objective.*needs a fault/,
    ],
    ['a rate that is none', ['--from', 'fast'], /--from: expected a rate per second/],
    ['max, which is no rate', ['--to', 'max'], /--to: expected a rate per second/],
    ['a lowest rate above the highest', ['--from', '2k', '--to', '1k'], /--from: expected at most the 1000 of --to/],
    ['a step that is too short', ['--step-duration', '10ms'], /--step-duration: expected a duration from 1s/],
    ['a precision that is none', ['--precision', '0%'], /--precision: expected a share/],
    ['a rate set elsewhere', ['--set', 'workload.rate=5'], /sets workload\.rate itself/],
    ['a flag of run that it has not', ['--rate', '5'], /Nonexistent flag: --rate/],
    ['a scenario that is none', ['--replicas', '-1'], /--replicas topology\.replicas/],
  ])('%s', async (_, flags, message) => {
    await expectRefusal(Search, [quiet, ...flags], message);
  });
});

describe('sweep refuses', () => {
  test('a setting that does not exist, and blames the flag that was typed', async () => {
    const message = /^(?!.*--set).*--vary workload\.rat: expected .*did you mean "rate"/s;
    await expectRefusal(Sweep, [quiet, '--vary', 'workload.rat=1,2'], message);
  });

  test('to start if one cell is invalid, and names it', async () => {
    const message = /Cell durability=wait:9: Scenario .* nothing was started\..*found 9/s;
    await expectRefusal(Sweep, [quiet, '--vary', 'workload.durability=async,wait:9'], message);
  });
});

describe('ab refuses', () => {
  test.each<[string, readonly string[], number, RegExp]>([
    ['a setting that is none', ['--b', 'topology.replicas=-1'], 2, /Variant B \(topology\.replicas=-1\).*nothing was/s],
    ['a variant A that is invalid', ['--a', 'workload.pipline=2'], 2, /Variant A .*pipline/s],
    ['two binaries', ['--a', 'engine-binary=x', '--a', 'engine-binary=y'], 2, /expected at most one engine-binary/],
    ['a binary that is not there', ['--b', 'engine-binary=./none'], 5, /none/],
    ['no rounds', ['--rounds', '0'], 2, /rounds/],
    ['a figure that is none', ['--figure', 'speed'], 2, /--figure: expected one of/],
  ])('%s', async (_, flags, code, message) => {
    await expectRefusal(Ab, [quiet, ...flags], message, code);
  });
});

describe('compare refuses', () => {
  test.each<[string, readonly string[], RegExp]>([
    ['a side that is not there', ['base', 'none'], /There is no record at/],
    ['a folder without runs', ['base', 'empty'], /There is no record in/],
    ['a figure that is none', ['base', 'same', '--figure', 'latency'], /--figure: expected one of the metrics/],
    ['a share that is none', ['base', 'same', '--threshold', 'much'], /--threshold: expected a share/],
    ['a format that is none', ['base', 'same', '--format', 'pdf'], /--format/],
    ['a side that is missing', ['base'], /Missing 1 required arg/],
  ])('%s', async (_, given, message) => {
    await mkdir(join(folder.path, 'empty'));
    for (const side of ['base', 'same']) await writeRecord(runOf(0), join(folder.path, side));
    const places = given.map((word) => (/^(base|same|none|empty)$/.test(word) ? join(folder.path, word) : word));
    await expectRefusal(Compare, places, message);
  });
});

test('scenario from checks its --out before it contacts a server', async () => {
  // Nothing listens there, which would be exit code 5.
  const nobody = 'redis://127.0.0.1:1';
  await writeFile(join(folder.path, 'mine.yaml'), 'mine');
  await mkdir(join(folder.path, 'sub'));
  await expectRefusal(ScenarioFrom, [nobody, '--out', 'mine.yaml'], /mine\.yaml already exists and was left unchanged/);
  await expectRefusal(ScenarioFrom, [nobody, '--out', 'no/mine.yaml'], /could not be written \(ENOENT\)/);
  await expectRefusal(ScenarioFrom, [nobody, '--out', 'sub', '--force'], /could not be written \(EISDIR\)/);
});

test('plan refuses what no server stores, and a flag that is no number, in one line', async () => {
  await expectRefusal(
    Plan,
    ['--rate', '500M', '--value', '100gb'],
    /--value: expected .* at most 512mb.*found "100gb"/,
  );
  await expectRefusal(Plan, ['--rate', '500M', '--pipeline', '0'], /^Error: Parsing --pipeline: Expected an integer/);
});
