import { describe, expect, test } from 'vitest';
import { searchSchema } from '../../src/record/write-search.js';
import { startProgram } from './drill/program.js';
import { filesIn, fixture, run, validRecord } from './drill/run.js';

const quiet = fixture('quiet.yaml');
// Objectives that a slow and busy machine holds too, and that need no latency.
const easy = [
  '--objective',
  'error_rate < 50%',
  '--objective',
  'dropped <= 1000',
  '--step-duration',
  '2s',
  '--warmup',
  '0s',
];

describe('search', () => {
  test('finds a rate, and its folder holds every step with its record', async () => {
    const { exitCode, stdout, stderr, files } = await run([
      ...['search', quiet, ...easy, '--from', '100', '--to', '200', '--seed', '7', '--json'],
    ]);
    const search = searchSchema.parse(JSON.parse(stdout));
    expect(exitCode, stderr).toBe(0);
    expect(search.result.ratePerSecond).toBeGreaterThanOrEqual(100);
    expect(search).toMatchObject({ scenario: 'quiet', seed: 7, probe: null, stepMs: 2_000, precisionPercent: 5 });
    const folder = `reports/${search.id}`;
    expect(searchSchema.parse(JSON.parse(files.get(`${folder}/search.json`) ?? ''))).toEqual(search);
    expect([...files.keys()].sort()).toEqual(
      [
        `${folder}/report.md`,
        `${folder}/search.json`,
        ...search.steps.map(({ recordPath }) => `${folder}/${recordPath}`),
      ].sort(),
    );
    for (const { ratePerSecond, recordPath } of search.steps) {
      const record = validRecord(files.get(`${folder}/${recordPath}`) ?? '');
      expect(record.scenario).toMatchObject({
        workload: { rate: ratePerSecond },
        phases: { duration: '2000ms' },
        seed: 7,
      });
      expect(record.gates.map(({ expression }) => expression)).toEqual(search.objectives);
      expect(record.run.command).toEqual(
        expect.arrayContaining(['run', '--rate', String(ratePerSecond), '--no-faults']),
      );
    }
    for (const [index] of search.steps.entries()) expect(stderr).toContain(`step ${String(index + 1).padStart(2)} `);
  });

  test('3 when even the lowest rate misses, and the table says where', async () => {
    // It fails on a busy machine too: a generator that was the limit can only have lowered the throughput.
    const never = ['--objective', 'throughput < 1', '--from', '100', '--to', '200', ...easy, '--quiet'];
    const { exitCode, stdout, stderr } = await run(['search', fixture('crash.yaml'), ...never]);
    expect(stdout).toMatch(/^NONE {2}crash: no rate holds the objectives: even 100\/s/);
    expect(stdout).toMatch(/ 2 +100\/s +missed /);
    expect(stderr).toBe('');
    expect(exitCode).toBe(3);
  });

  test('130 when it is interrupted, with what was found until then', async () => {
    await using program = await startProgram(['search', quiet, ...easy, '--from', '100', '--to', '10k', '--json']);
    await program.saw(/step {2}1 /);
    process.kill(program.pid, 'SIGINT');
    const { exitCode, stdout } = await program.end();
    const { result, steps, id } = searchSchema.parse(JSON.parse(stdout));
    expect(result.limitedBy).toBe('interrupted');
    expect(steps[0]).toMatchObject({ ratePerSecond: 100 });
    expect((await filesIn(program.folder)).has(`reports/${id}/search.json`)).toBe(true);
    expect(exitCode).toBe(130);
  });

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
  ])('2 for %s, and nothing is started', async (_, given, message) => {
    const { exitCode, stderr, files } = await run(['search', quiet, ...given]);
    expect(stderr).toMatch(message);
    expect(files).toEqual(new Map());
    expect(exitCode).toBe(2);
  });
});
