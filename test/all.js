import { runSteps } from './all/run-steps.js';
import { steps } from './all/steps.js';

// Runs every check and test: node test/all.js [--only NAME,NAME]
const names = steps.map((step) => step.name);
const chosen = chooseSteps(process.argv.slice(2));

if (chosen) {
  const startMs = performance.now();
  const tally = await runSteps(steps.filter((step) => chosen.includes(step.name)));
  for (const skipped of tally.skipped) console.log(`SKIPPED ${skipped.name}: ${skipped.reason}`);
  console.log(`${((performance.now() - startMs) / 1000).toFixed(0)} s in all, ${tally.skipped.length} skipped`);
  console.log(`${tally.passed} passed, ${tally.failed} failed`);
  process.exitCode = tally.failed > 0 ? 1 : 0;
} else {
  console.error(`Usage: npm test -- [--only NAME,NAME]\nNames: ${names.join(', ')}`);
  process.exitCode = 2;
}

/**
 * The names of the steps to run, including those they depend on; undefined if the arguments are invalid.
 *
 * @param {readonly string[]} given
 * @returns {readonly string[] | undefined}
 */
function chooseSteps(given) {
  if (given.length === 0) return steps.filter(({ isOnRequest }) => !isOnRequest).map(({ name }) => name);
  const [flag, list, ...rest] = given[0]?.startsWith('--only=')
    ? ['--only', given[0].slice(7), ...given.slice(1)]
    : given;
  const wanted = list?.split(',') ?? [];
  if (flag !== '--only' || rest.length > 0 || wanted.length === 0) return undefined;
  if (!wanted.every((name) => names.includes(name))) return undefined;
  // `all-scenarios` selects all slow steps.
  if (wanted.includes('all-scenarios')) wanted.push('mutations');
  const needed = steps.filter((step) => wanted.includes(step.name)).flatMap((step) => step.needs ?? []);
  return ['dependencies', ...needed, ...wanted];
}
