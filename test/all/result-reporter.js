import { writeFileSync } from 'node:fs';

/**
 * @typedef {object} TestRunResult
 * @property {number} passed tests
 * @property {number} failed tests, files that could not be loaded, and errors outside of tests
 * @property {readonly { readonly name: string, readonly reason: string }[]} skipped
 */

/**
 * A Vitest reporter that writes the counts, and why tests were skipped (which Vitest's own JSON omits), to the file in
 * TEST_RESULT_FILE.
 */
export default class ResultReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const resultFile = process.env.TEST_RESULT_FILE;
    if (!resultFile) throw new Error('TEST_RESULT_FILE names no file for the result.');
    writeFileSync(resultFile, JSON.stringify(countRun(modules, unhandledErrors)));
  }
}

/**
 * @param {readonly import('vitest/node').TestModule[]} modules
 * @param {readonly unknown[]} unhandledErrors
 * @returns {TestRunResult}
 */
function countRun(modules, unhandledErrors) {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const suites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
  const unfinished = tests.filter((test) => test.result().state === 'pending');
  return {
    passed: tests.filter((test) => test.result().state === 'passed').length,
    failed:
      tests.filter((test) => test.result().state === 'failed').length +
      suites.filter((suite) => suite.errors().length > 0).length +
      unfinished.length +
      unhandledErrors.length,
    skipped: tests.flatMap((test) => {
      const result = test.result();
      return result.state === 'skipped'
        ? [{ name: `${test.module.relativeModuleId} > ${test.fullName}`, reason: result.note ?? 'NO REASON GIVEN' }]
        : [];
    }),
  };
}
