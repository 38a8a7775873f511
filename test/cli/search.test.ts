import { describe, expect, test } from 'vitest';
import { searchSchema } from '../../src/record/series/search-record.js';
import { startProgram } from './drill/program.js';
import { filesIn, fixture, run, validRecord } from './drill/run.js';

const quiet = fixture('quiet.yaml');
// Objectives that hold on a slow and busy machine too, and need no latency.
const easy = [
  '--objective',
  'error_rate < 50%',
  '--objective',
  'dropped <= 1000',
  '--step-duration',
  '1s',
  '--warmup',
  '0s',
];

// What it refuses: test/commands/refusals.test.ts.
describe('search', () => {
  test('finds a rate, and saves a record of every step', async () => {
    const { exitCode, stdout, stderr, files } = await run([
      ...['search', quiet, ...easy, '--from', '100', '--to', '200', '--precision', '20%', '--seed', '7', '--json'],
    ]);
    const search = searchSchema.parse(JSON.parse(stdout));
    expect(exitCode, stderr).toBe(0);
    expect(search.result.ratePerSecond).toBeGreaterThanOrEqual(100);
    expect(search).toMatchObject({ scenario: 'quiet', seed: 7, probe: null, stepMs: 1_000, precisionPercent: 20 });
    const folder = `reports/${search.id}`;
    expect(searchSchema.parse(JSON.parse(files.get(`${folder}/search.json`) ?? ''))).toEqual(search);
    expect([...files.keys()].sort()).toEqual(
      [
        `${folder}/report.md`,
        `${folder}/search.json`,
        `${folder}/series.json`,
        ...search.steps.map(({ recordPath }) => `${folder}/${recordPath}`),
      ].sort(),
    );
    for (const { ratePerSecond, recordPath } of search.steps) {
      const record = validRecord(files.get(`${folder}/${recordPath}`) ?? '');
      expect(record.scenario).toMatchObject({
        workload: { rate: ratePerSecond },
        phases: { duration: '1000ms' },
        seed: 7,
      });
      expect(record.gates.map(({ expression }) => expression)).toEqual(search.objectives);
      expect(record.run.command).toEqual(
        expect.arrayContaining(['run', '--rate', String(ratePerSecond), '--no-faults']),
      );
    }
    for (const [index] of search.steps.entries()) expect(stderr).toContain(`step ${String(index + 1).padStart(2)} `);
  });

  test('exits with 3 if even the lowest rate misses, and the table shows it', async () => {
    // It also fails on a busy machine: a generator that was the limit can only have lowered the throughput.
    const never = ['--objective', 'throughput < 1', '--from', '100', '--to', '200', ...easy, '--quiet'];
    const { exitCode, stdout, stderr } = await run(['search', fixture('crash.yaml'), ...never]);
    expect(stdout).toMatch(/^NONE {2}crash: no rate meets the objectives: even 100\/s/);
    expect(stdout).toMatch(/ 2 +100\/s +missed /);
    expect(stderr).toBe('');
    expect(exitCode).toBe(3);
  });

  test('exits with 130 when interrupted, with the result so far', async () => {
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
});
