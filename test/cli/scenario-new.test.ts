import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import ScenarioNew from '../../src/commands/scenario/new.js';
import { runInProcess } from '../commands/run-in-process.js';
import { runToEnd } from './run-to-end.js';

const program = resolve('bin/run.js');

// test/commands/scenario/new.test.ts validates all; target.test.ts runs external, which has no servers of its own.
it.each([
  ['--topology', 'replicated', 1],
  ['--topology', 'cluster', 1],
  ['--topology', 'memcached', 1],
])('a new scenario with %s %s runs unchanged, and its gates pass or are unknown', async (flag, word, faults) => {
  const folder = await mkdtemp(join(tmpdir(), 'cache-bench-new-'));
  try {
    const { exitCode } = await runInProcess(ScenarioNew, ['mine', flag, word], { workingDirectory: folder });
    expect(exitCode).toBe(0);
    const shorter = ['--duration', '6s', '--warmup', '200ms', '--rate', '200', '--keys', '1000'];
    const run = `'${program}' run mine.yaml ${shorter.join(' ')} --set workload.deadline=2s --quiet --json; code=$?; [ $code = 4 ] || exit $code`;
    const { stdout } = await runToEnd('sh', ['-c', run], { cwd: folder });
    const record = JSON.parse(stdout);
    expect(record).toMatchObject({ run: { interrupted: false } });
    expect(record.faults).toHaveLength(faults);
  } finally {
    await rm(folder, { recursive: true });
  }
});
