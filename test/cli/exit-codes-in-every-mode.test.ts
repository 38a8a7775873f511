import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fixture, run, savedRecord, validRecord } from './drill/run.js';

const quiet = fixture('quiet.yaml');
const neverHealed = 'faults=[{ at: 300ms, kill-process: { target: replica }, recover: none }]';

describe.each([
  ['every gate passed', 0, []],
  ['a gate failed', 3, ['--gate', 'throughput < 1']],
  ['a gate has no data', 4, ['--set', neverHealed, '--gate', 'throughput > 1 during settled']],
] as const)('when %s, the exit code is %i', (_, exitCode, given) => {
  test.each([[[]], [['--json']], [['--quiet']], [['--repeat', '2']], [['--repeat', '2', '--json']]])(
    'with %j',
    async (mode) => {
      expect((await run(['run', quiet, ...given, ...mode])).exitCode).toBe(exitCode);
    },
  );

  test('and when the saved record is reported', async () => {
    const { files } = await run(['run', quiet, ...given]);
    const folder = await mkdtemp(join(tmpdir(), 'cb-report-'));
    try {
      const file = join(folder, 'record.json');
      await writeFile(file, JSON.stringify(savedRecord(files)));
      for (const mode of [[], ['--json'], ['--format', 'junit']])
        expect((await run(['report', file, ...mode])).exitCode).toBe(exitCode);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

test('a gate with abortOnFail ends a long run early with 3, saved as such', async () => {
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
