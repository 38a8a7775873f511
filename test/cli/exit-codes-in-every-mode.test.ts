import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import Report from '../../src/commands/report.js';
import { runInProcess } from '../commands/run-in-process.js';
import { temporaryFolder } from '../engine/fixtures/temporary-folder.js';
import { fixture, run, savedRecord, validRecord } from './drill/run.js';

const quiet = fixture('quiet.yaml');
const short = ['--duration', '500ms'];
const neverHealed = 'faults=[{ at: 300ms, kill-process: { target: replica }, recover: none }]';

// Without a flag, and with --json alone: exit-codes.test.ts.
describe.each([
  ['every gate passed', 0, []],
  ['a gate failed', 3, ['--gate', 'throughput < 1']],
  ['a gate has no data', 4, ['--set', neverHealed, '--gate', 'throughput > 1 during settled']],
] as const)('when %s, the exit code is %i', (_, exitCode, given) => {
  test('with --quiet, and when the saved record is reported', async () => {
    const end = await run(['run', quiet, ...short, ...given, '--quiet']);
    expect(end.exitCode).toBe(exitCode);
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'record.json');
    await writeFile(file, JSON.stringify(savedRecord(end.files)));
    expect((await run(['report', file])).exitCode).toBe(exitCode);
    for (const mode of [['--json'], ['--format', 'junit']])
      expect((await runInProcess(Report, [file, ...mode])).exitCode).toBe(exitCode);
  });
});

// A series with a gate that fails: series.test.ts.
test.each([
  ['every gate passed', 0, []],
  ['a gate has no data', 4, ['--set', neverHealed, '--gate', 'throughput > 1 during settled']],
])('when %s, the exit code of a series is %i', async (_, exitCode, given) => {
  expect((await run(['run', quiet, ...short, ...given, '--repeat', '2'])).exitCode).toBe(exitCode);
});

test('a gate with abortOnFail ends a long run early with 3, and the record has that exit code', async () => {
  const gates = 'gates=[{ gate: throughput < 1, abortOnFail: true, after: 1s }]';
  const end = await run(['run', quiet, '--duration', '5m', '--set', gates, '--json']);
  const record = validRecord(end.stdout);
  expect(end.exitCode).toBe(3);
  expect(savedRecord(end.files)).toEqual(record);
  expect(record.run).toMatchObject({ abortedBy: 'throughput < 1', interrupted: false });
  expect(record.gates[0]).toMatchObject({
    verdict: 'fail',
    explanation: expect.stringContaining('ended the run early'),
  });
  expect(record.events.filter(({ type }) => type === 'aborted')).toHaveLength(1);
  expect(record.phases.at(-1)?.endMs).toBeLessThan(200_000);
});
