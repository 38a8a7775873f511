import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from './run-program.js';

/**
 * Installs examples/jest with the packed package, and runs its tests. Jest takes about 20 s of CPU time to install: too much
 * for every run.
 *
 * @returns {Promise<import('./steps.js').StepResult>}
 */
export async function runJestExample() {
  const project = await mkdtemp(join(tmpdir(), 'cache-bench-jest-'));
  try {
    await cp('examples/jest', project, { recursive: true });
    const pack = await runProgram('npm', ['pack', '--pack-destination', project]);
    const tarball = (await readdir(project)).find((name) => name.endsWith('.tgz')) ?? '';
    const install = await runProgram('npm', ['install', '--prefix', project, '--no-audit', join(project, tarball)]);
    const test = await runProgram('npm', ['test', '--prefix', project]);
    const output = [pack, install, test].map(({ stdout, stderr }) => stdout + stderr).join('\n');
    return resultOf(test.exitCode, output);
  } finally {
    await rm(project, { recursive: true });
  }
}

/**
 * @param {number | null} exitCode of the tests
 * @param {string} output
 * @returns {import('./steps.js').StepResult}
 */
export function resultOf(exitCode, output) {
  // A test that is expected to fail counts as passed.
  const passed = exitCode === 0 && /^Tests: +2 passed, 2 total$/m.test(output);
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: [], output: passed ? '' : output };
}
