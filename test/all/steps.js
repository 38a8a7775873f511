import { runProgram } from './run-program.js';
import { runScenarios } from './run-scenarios.js';
import { runVitest } from './run-vitest.js';

/**
 * @typedef {object} StepResult
 * @property {number} passed
 * @property {number} failed
 * @property {readonly { readonly name: string, readonly reason: string }[]} skipped
 * @property {string} output shown if something failed
 */

/**
 * @typedef {object} Step
 * @property {string} name as in `--only`
 * @property {string} summary
 * @property {readonly string[]} [needs] steps that must have passed; without them this one can't run
 * @property {boolean} [isAlone] it uses every core, or measures: no other step runs meanwhile
 * @property {boolean} [isOnRequest] it takes too long for every run, and is there for --only
 * @property {() => Promise<StepResult>} run
 */

const tools = 'node_modules/.bin';

/** All that must hold, in the order in which it is started. @type {readonly Step[]} */
export const steps = [
  { name: 'dependencies', summary: 'dependencies', run: () => check('node', ['bin/setup.js', '--dependencies']) },
  // TypeScript 7 takes a third of the CPU time, but has no stable parser for the rooms check yet.
  tool('types', 'types', ['../typescript-7/bin/tsc', '--noEmit']),
  tool('lint', 'format and lint', ['biome', 'check', '--error-on-warnings', '.']),
  { name: 'rooms', summary: 'rooms', needs: ['dependencies'], run: () => check('node', ['test/rooms.js']) },
  tool('knip', 'unused files, exports and packages', ['knip', '--no-progress']),
  { name: 'build', summary: 'build', needs: ['dependencies'], run: () => check('node', ['bin/setup.js', '--rebuild']) },
  {
    name: 'documents',
    summary: 'generated documents are up to date',
    needs: ['build'],
    run: () => check('node', ['bin/generate.js', '--check']),
  },
  tests('unit', 'unit tests'),
  tests('integration', 'integration tests'),
  tests('cli', 'command line tests'),
  tests('timed', 'tests of time'),
  {
    name: 'scenarios',
    summary: 'shipped scenarios',
    needs: ['build'],
    isAlone: true,
    run: () => runScenarios({ all: false }),
  },
  {
    name: 'all-scenarios',
    summary: 'every shipped scenario',
    needs: ['build'],
    isAlone: true,
    isOnRequest: true,
    run: () => runScenarios({ all: true }),
  },
  {
    name: 'mutations',
    summary: '10,000 damaged records and scenarios',
    needs: ['dependencies'],
    isAlone: true,
    isOnRequest: true,
    run: () => {
      process.env.CACHE_BENCH_MUTATIONS ??= '10000';
      return runVitest('unit', ['test/mutations']);
    },
  },
];

/**
 * @param {string} name
 * @param {string} summary
 * @param {readonly [string, ...string[]]} command
 * @returns {Step}
 */
function tool(name, summary, [program, ...given]) {
  return { name, summary, needs: ['dependencies'], run: () => check(`${tools}/${program}`, given) };
}

/**
 * The tests of one project of vitest.config.ts.
 *
 * @param {string} project
 * @param {string} summary
 * @returns {Step}
 */
function tests(project, summary) {
  return { name: project, summary, needs: ['build'], isAlone: true, run: () => runVitest(project) };
}

/**
 * A step that runs one program, and passes if it exits with 0.
 *
 * @param {string} program
 * @param {readonly string[]} given
 * @returns {Promise<StepResult>}
 */
async function check(program, given) {
  const { exitCode, stdout, stderr } = await runProgram(program, given);
  const ok = exitCode === 0;
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: [], output: stdout + stderr };
}
