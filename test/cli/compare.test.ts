import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Config } from '@oclif/core';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { forkRandom } from '../../src/random/random.js';
import { comparisonSchema } from '../../src/record/write-comparison.js';
import { writeRecord } from '../../src/record/write-record.js';
import { repeatSchema } from '../../src/record/write-repeat.js';
import { noisyRuns, runOf } from '../gate/compare/measured-runs.js';
import { startProgram } from './drill/program.js';
import { filesIn, fixture, run, validRecord } from './drill/run.js';

const quiet = fixture('quiet.yaml');

describe('compare', () => {
  let folder: string;
  const side = (name: string) => join(folder, name);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cache-bench-compare-'));
    const sides = {
      base: noisyRuns(10, 0.02, forkRandom(1, 'base')),
      same: noisyRuns(10, 0.02, forkRandom(2, 'same')),
      slower: noisyRuns(10, 0.02, forkRandom(3, 'slower'), { throughput: 0.8, p99: 1.4 }),
      one: [runOf(0)],
    };
    for (const [name, records] of Object.entries(sides))
      for (const record of records) await writeRecord(record, side(name));
  });

  afterAll(() => rm(folder, { recursive: true }));

  test.each([
    ['0 when no figure differs', 'same', 0, /^NO DIFFERENCE {2}steady-state/],
    ['3 when one is worse', 'slower', 3, /^WORSE {2}steady-state: new is worse in throughput, response_time\.p99/],
    ['4 when the runs can’t tell', 'one', 4, /^NO VERDICT {2}steady-state/],
  ])('%s, with the same code and a valid document under --json', async (_, other, code, headline) => {
    const told = await run(['compare', side('base'), side(other)]);
    expect([told.exitCode, told.stderr]).toEqual([code, '']);
    expect(told.stdout).toMatch(headline);
    const { exitCode, stdout } = await run(['compare', side('base'), side(other), '--json']);
    expect(exitCode).toBe(code);
    expect(comparisonSchema.parse(JSON.parse(stdout)).base.runIds).toHaveLength(10);
  });

  it('writes Markdown, and only of the figures that were asked for', async () => {
    const { stdout, exitCode } = await run([
      ...['compare', side('base'), side('slower'), '--format', 'md', '--figure', 'response_time.set.p99'],
    ]);
    expect(stdout).toMatch(/^### WORSE: steady-state/);
    expect(stdout).toContain('set.p99');
    expect(stdout).not.toContain('throughput');
    expect(exitCode).toBe(3);
  });

  it('of one run each shows the figures, and has no verdict', async () => {
    const { stdout, exitCode } = await run(['compare', side('one'), join(side('one'), 'run-0', 'record.json')]);
    expect(stdout).toContain('One run each: no verdict can be had from');
    expect(stdout).toMatch(/throughput +10,000\/s +10,000\/s/);
    expect(exitCode).toBe(4);
  });

  test.each<[string, readonly string[], RegExp]>([
    ['a side that is not there', ['base', 'none'], /There is no record at/],
    ['a folder without runs', ['base', '.'], /There is no record in|There is no record at/],
    ['a figure that is none', ['base', 'same', '--figure', 'latency'], /--figure: expected one of the metrics/],
    ['a share that is none', ['base', 'same', '--threshold', 'much'], /--threshold: expected a share/],
    ['a format that is none', ['base', 'same', '--format', 'pdf'], /--format/],
    ['a side that is missing', ['base'], /Missing 1 required arg/],
  ])('2 for %s', async (_, given, message) => {
    const { exitCode, stderr } = await run([
      'compare',
      ...given.map((word) => (['base', 'same', 'none'].includes(word) ? side(word) : word)),
    ]);
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(2);
  });
});

describe('run --repeat', () => {
  it('leaves a record and a report of each run and of all, says how they vary, and reports to CI as a single run does', async () => {
    const given = ['run', 'smoke', '--repeat', '2', '--seed', '7', '--no-faults', '--duration', '1500ms', '--json'];
    const { stdout, stderr, exitCode, files } = await run(
      [...given, '--gate', 'throughput < 1', '--report', 'md,junit,github'],
      { environment: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: 'summary.md' } },
    );
    const repeat = repeatSchema.parse(JSON.parse(stdout));
    expect(exitCode, stderr).toBe(3);
    expect(repeat).toMatchObject({ asked: 2, seed: 7, gatesOn: 'worst', interrupted: false, scenario: 'smoke' });
    expect(repeat.figures.map(({ name }) => name)).toContain('throughput');
    const folder = `reports/${repeat.id}`;
    expect(repeatSchema.parse(JSON.parse(files.get(`${folder}/repeat.json`) ?? ''))).toEqual(repeat);
    expect(repeat.runs.map(({ seed }) => seed)[0]).toBe(7);
    for (const { recordPath, seed } of repeat.runs) {
      const record = validRecord(files.get(`${folder}/${recordPath}`) ?? '');
      expect(record.run.command.slice(-2)).toEqual(['--seed', String(seed)]);
      expect(record.run.command).not.toContain('--repeat');
      expect(record.run.seed).toBe(seed);
      expect(files.has(`${folder}/${recordPath.replace('record.json', 'report.md')}`)).toBe(true);
    }
    expect(new Set(repeat.runs.map(({ seed }) => seed)).size).toBe(2);
    expect(stderr).toMatch(/2 runs of about \d+ s each, about \d+ s in all\n.*takes 6 runs or more/);
    expect(stderr).toMatch(/run \(2 of 2\)/);
    expect(stderr).toMatch(/^::error title=throughput < 1::/m);
    expect(files.get('summary.md')).toMatch(/^### FAIL: smoke: 2 of 2 runs/);
    expect(files.get(`${folder}/junit.xml`)).toContain('<failure type="fail"');
  });

  it('130 when it is interrupted, with the runs that were over', async () => {
    await using program = await startProgram(['run', quiet, '--repeat', '20', '--json']);
    await program.saw(/run \(1 of 20\)/);
    process.kill(program.pid, 'SIGINT');
    const { exitCode, stdout } = await program.end();
    const repeat = repeatSchema.parse(JSON.parse(stdout));
    expect(repeat.interrupted).toBe(true);
    expect(repeat.runs.length).toBeLessThan(20);
    // On a busy machine the first run is void, and its record lies elsewhere.
    const [first] = [...repeat.runs, ...repeat.replaced];
    expect((await filesIn(program.folder)).has(`reports/${repeat.id}/${first?.recordPath}`)).toBe(true);
    expect(exitCode).toBe(130);
  });

  test.each([['0'], ['101'], ['many']])('2 for --repeat %s, and nothing is started', async (times) => {
    const { exitCode, files } = await run(['run', quiet, '--repeat', times]);
    expect(exitCode).toBe(2);
    expect(files).toEqual(new Map());
  });
});

describe('ab', () => {
  it('runs both variants with the same seed in each round, keeps every record, and compares them', async () => {
    const { stdout, stderr, exitCode, files } = await run([
      ...['ab', quiet, '--rounds', '2', '--seed', '7', '--b', 'workload.durability=wait:1', '--json'],
    ]);
    const comparison = comparisonSchema.parse(JSON.parse(stdout));
    expect(exitCode, stderr).toBe(4);
    expect(comparison).toMatchObject({ paired: true, interrupted: false, scenario: 'quiet', notComparable: null });
    expect(comparison.new.label).toBe('B (workload.durability=wait:1)');
    expect(comparison.differences).toEqual([{ what: 'workload.durability', base: 'async', new: 'wait:1' }]);
    const records = [...files].filter(([path]) => path.endsWith('record.json'));
    const seedsOf = (variant: string) =>
      records
        .filter(([path]) => path.includes(`/${variant}/`))
        .map(([, text]) => validRecord(text).run.seed)
        .sort();
    expect(seedsOf('a')).toHaveLength(2);
    expect(seedsOf('b')).toEqual(seedsOf('a'));
    expect(seedsOf('a')).toContain(7);
    const saved = [...files].find(([path]) => path.endsWith('comparison.json'));
    expect(comparisonSchema.parse(JSON.parse(saved?.[1] ?? ''))).toEqual(comparison);
  });

  test.each<[string, readonly string[], number, RegExp]>([
    ['a setting that is none', ['--b', 'topology.replicas=-1'], 2, /Variant B \(topology\.replicas=-1\).*nothing was/s],
    ['a variant A that is invalid', ['--a', 'workload.pipline=2'], 2, /Variant A .*pipline/s],
    ['two binaries', ['--a', 'engine-binary=x', '--a', 'engine-binary=y'], 2, /expected one engine-binary/],
    ['a binary that is not there', ['--b', 'engine-binary=./none'], 5, /none/],
    ['no rounds', ['--rounds', '0'], 2, /rounds/],
    ['a figure that is none', ['--figure', 'speed'], 2, /--figure: expected one of/],
  ])('refuses %s before anything is started', async (_, given, code, message) => {
    const { exitCode, stderr, files } = await run(['ab', quiet, ...given]);
    expect(stderr).toMatch(message);
    expect(files).toEqual(new Map());
    expect(exitCode).toBe(code);
  });
});

describe('docs/compare.md', () => {
  it('shows commands whose flags exist', async () => {
    const text = await readFile('docs/compare.md', 'utf8');
    const commands = [...text.matchAll(/^cache-bench (\S+)(.*?)(?: {2,}#.*)?$/gm)];
    expect(commands.length).toBeGreaterThanOrEqual(6);
    const config = await Config.load({ root: process.cwd() });
    for (const [line, id = '', rest = ''] of commands) {
      const command = config.findCommand(id, { must: true });
      for (const [, flag = ''] of rest.matchAll(/ --([a-z-]+)/g))
        expect(Object.keys(command.flags), line).toContain(flag);
    }
  });
});
