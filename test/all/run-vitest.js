import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from './run-program.js';

/**
 * Runs one project of vitest.config.ts and counts its tests. Whatever prevents tests from running counts as a failure:
 * a file that can't be loaded, an error outside any test, no test at all.
 *
 * @param {string} project
 * @param {readonly string[]} [files] only these; absent: all of the project
 * @returns {Promise<import('./steps.js').StepResult>}
 */
export async function runVitest(project, files = []) {
  const folder = await mkdtemp(join(tmpdir(), 'cache-bench-test-'));
  try {
    const resultFile = join(folder, 'result.json');
    process.env.TEST_RESULT_FILE = resultFile;
    const given = [
      'run',
      ...files,
      '--project',
      project,
      '--reporter=default',
      '--reporter=./test/all/result-reporter.js',
    ];
    const { exitCode, stdout, stderr } = await runProgram('node_modules/.bin/vitest', given);
    const text = await readFile(resultFile, 'utf8').catch(() => undefined);
    return countTests(text === undefined ? undefined : JSON.parse(text), exitCode, stdout + stderr);
  } finally {
    delete process.env.TEST_RESULT_FILE;
    await rm(folder, { recursive: true });
  }
}

/**
 * @param {import('./result-reporter.js').TestRunResult | undefined} result undefined if Vitest died
 * @param {number | null} exitCode Vitest's
 * @param {string} output Vitest's
 * @returns {import('./steps.js').StepResult}
 */
export function countTests(result, exitCode, output) {
  const { passed, failed, skipped } = result ?? { passed: 0, failed: 0, skipped: [] };
  const complaints = [];
  if (!result) complaints.push('Vitest ended without a result.');
  else if (passed + failed + skipped.length === 0) complaints.push('No test was found, so nothing was tested.');
  if (failed === 0 && exitCode !== 0 && result) complaints.push(`Vitest exited with ${exitCode}; see above.`);
  const brokenRun = failed === 0 && complaints.length > 0 ? 1 : 0;
  return { passed, failed: failed + brokenRun, skipped, output: [output, ...complaints].join('\n') };
}
