/** Of the smallest machine. */
const cores = 2;

/**
 * Runs steps, and prints one line for each when it ends. If one fails, the others still run, except those that need it.
 * A step that could not run counts as failed. A step takes one core, or all of them when it is to be alone.
 *
 * @param {readonly import('./steps.js').Step[]} steps
 * @param {(line: string) => void} [print]
 * @returns {Promise<Pick<import('./steps.js').StepResult, 'passed' | 'failed' | 'skipped'>>} the sum over all steps
 */
export async function runSteps(steps, print = console.log) {
  const tally = { passed: 0, failed: 0, skipped: /** @type {{ name: string, reason: string }[]} */ ([]) };
  /** @type {Set<string>} */
  const broken = new Set();
  /** @type {Map<string, Promise<void>>} */
  const running = new Map();
  let freeCores = cores;
  for (const step of steps) {
    const taken = step.isAlone ? cores : 1;
    while (freeCores < taken) await Promise.race(running.values());
    await Promise.all((step.needs ?? []).map((name) => running.get(name)));
    freeCores -= taken;
    const end = runStep(step).finally(() => {
      freeCores += taken;
      running.delete(step.name);
    });
    running.set(step.name, end);
  }
  await Promise.all(running.values());
  return tally;

  /** @param {import('./steps.js').Step} step */
  async function runStep(step) {
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
