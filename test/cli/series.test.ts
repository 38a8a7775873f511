import { describe, expect, it } from 'vitest';
import { comparisonSchema } from '../../src/record/series/comparison.js';
import { repeatSchema } from '../../src/record/series/repeated-runs.js';
import { sweepSchema } from '../../src/record/series/sweep-record.js';
import { startProgram } from './drill/program.js';
import { filesIn, fixture, run, validRecord } from './drill/run.js';

const quiet = fixture('quiet.yaml');

describe('run --repeat', () => {
  it('saves a record and a report for each run and for all, shows the spread, and reports to CI like a single run', async () => {
    const given = ['run', 'smoke', '--repeat', '2', '--seed', '7', '--no-faults', '--duration', '500ms', '--json'];
    const { stdout, stderr, exitCode, files } = await run(
      [...given, '--gate', 'throughput < 1', '--report', 'md,junit,github', '--label', 'branch=main'],
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
    expect(files.get(`${folder}/junit.xml`)).toContain('<property name="branch" value="main"/>');
  });

  it('exits with 130 when interrupted, and keeps the completed runs', async () => {
    await using program = await startProgram(['run', quiet, '--repeat', '20', '--json']);
    await program.saw(/run \(1 of 20\)/);
    process.kill(program.pid, 'SIGINT');
    const { exitCode, stdout } = await program.end();
    const repeat = repeatSchema.parse(JSON.parse(stdout));
    expect(repeat.interrupted).toBe(true);
    expect(repeat.runs.length).toBeLessThan(20);
    // On a busy machine the first run is void, and its record is elsewhere.
    const [first] = [...repeat.runs, ...repeat.replaced];
    expect((await filesIn(program.folder)).has(`reports/${repeat.id}/${first?.recordPath}`)).toBe(true);
    expect(exitCode).toBe(130);
  });
});

describe('ab', () => {
  it('runs both variants with the same seed in each round, keeps every record, and compares them', async () => {
    const { stdout, stderr, exitCode, files } = await run([
      ...[
        'ab',
        quiet,
        '--duration',
        '500ms',
        '--rounds',
        '2',
        '--seed',
        '7',
        '--b',
        'workload.durability=wait:1',
        '--json',
      ],
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
});

// What it refuses: test/commands/refusals.test.ts.
describe('sweep', () => {
  it('runs every cell with the same seeds, and saves the records, the table and series.json', async () => {
    const { stdout, stderr, exitCode, files } = await run([
      ...['sweep', quiet, '--vary', 'workload.durability=async,wait:1', '--repeat', '1', '--duration', '500ms'],
      ...['--seed', '7', '--report', 'md,html,csv,junit', '--json'],
    ]);
    const sweep = sweepSchema.parse(JSON.parse(stdout));
    // On a busy machine, a cell has no verdict.
    expect([0, 4], stderr).toContain(exitCode);
    expect(stderr).toMatch(/2 cells, each run once\n2 runs of about \d+ s each, about \d+ s in all/);
    expect(sweep).toMatchObject({ scenario: 'quiet', seed: 7, repeat: 1, interrupted: false });
    expect(sweep.variants.map(({ settings }) => settings)).toEqual([
      { 'workload.durability': 'async' },
      { 'workload.durability': 'wait:1' },
    ]);
    const folder = `reports/${sweep.id}`;
    expect(sweepSchema.parse(JSON.parse(files.get(`${folder}/series.json`) ?? ''))).toEqual(sweep);
    for (const name of ['report.md', 'report.html', 'series.csv', 'junit.xml'])
      expect(files.has(`${folder}/${name}`), name).toBe(true);
    for (const { runs, settings } of sweep.variants) {
      const record = validRecord(files.get(`${folder}/${runs[0]}`) ?? '');
      expect(record.run.seed).toBe(7);
      expect(record.scenario).toMatchObject({ workload: { durability: settings['workload.durability'] } });
      expect(record.scenario).not.toHaveProperty('sweep');
    }
  });
});
