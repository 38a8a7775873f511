/**
 * Runs steps one after the other, and prints one line for each: the others run although one fails, but for those that
 * need it. A step that could not run counts as failed.
 *
 * @param {readonly import('./steps.js').Step[]} steps
 * @param {(line: string) => void} [print]
 * @returns {Promise<Pick<import('./steps.js').StepResult, 'passed' | 'failed' | 'skipped'>>} the sum over all steps
 */
export async function runSteps(steps, print = console.log) {
  const tally = { passed: 0, failed: 0, skipped: /** @type {{ name: string, reason: string }[]} */ ([]) };
  /** @type {Set<string>} */
  const broken = new Set();
  for (const step of steps) {
    const obstacle = step.needs?.find((name) => broken.has(name));
    const startMs = performance.now();
    const result = obstacle ? notRun : await step.run().catch(crashed);
    const seconds = ((performance.now() - startMs) / 1000).toFixed(1).padStart(6);

    if (result.failed > 0 && result.output !== '') print(result.output.trimEnd());
    print(`${result.failed > 0 ? 'FAILED' : 'ok    '} ${seconds} s  ${step.summary}${details(result, obstacle)}`);
    if (result.failed > 0) broken.add(step.name);
    tally.passed += result.passed;
    tally.failed += result.failed;
    tally.skipped.push(...result.skipped);
  }
  return tally;
}

/** @type {import('./steps.js').StepResult} */
const notRun = { passed: 0, failed: 1, skipped: [], output: '' };

/**
 * @param {unknown} error
 * @returns {import('./steps.js').StepResult}
 */
function crashed(error) {
  return { passed: 0, failed: 1, skipped: [], output: error instanceof Error ? (error.stack ?? '') : String(error) };
}

/**
 * @param {import('./steps.js').StepResult} result
 * @param {string | undefined} obstacle
 */
function details({ passed, failed, skipped }, obstacle) {
  if (obstacle) return `: not run, because ${obstacle} failed`;
  if (passed + failed + skipped.length === 1) return '';
  return `: ${passed} passed, ${failed} failed, ${skipped.length} skipped`;
}
