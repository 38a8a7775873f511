import { expect, test } from 'vitest';
import { fixture, run } from './drill/run.js';

const quiet = fixture('quiet.yaml');
const short = ['--duration', '500ms'];
const neverHealed = 'faults=[{ at: 300ms, kill-process: { target: replica }, recover: none }]';

// A series with a gate that fails: series.test.ts.
test.each([
  ['every gate passed', 0, []],
  ['a gate has no data', 4, ['--set', neverHealed, '--gate', 'throughput > 1 during settled']],
])('when %s, the exit code of a series is %i', async (_, exitCode, given) => {
  expect((await run(['run', quiet, ...short, ...given, '--repeat', '2'])).exitCode).toBe(exitCode);
});
