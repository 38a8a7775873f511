import { readdir, readFile } from 'node:fs/promises';
import { runProgram } from './run-program.js';

const folder = new URL('../../scenarios/', import.meta.url);

/**
 * The scenarios of every test run, one for each topology and kind of outcome, and how each is shortened if nothing
 * happens at its end. To run all of them in full: npm test -- --only all-scenarios. `smoke` is run by
 * test/cli/fresh-clone.test.ts.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const inEveryRun = {
  'cluster-failover': ['--duration', '13s'],
  'empty-restart': [],
  'memcached-node-loss': ['--duration', '14s'],
  million: ['--duration', '4s'],
  'sentinel-failover': ['--duration', '14s'],
  'steady-state': ['--duration', '6s'],
};

/**
 * Runs shipped scenarios as a user would, with the built program, and checks exit code and record. A
 * known-bad scenario states its exit code in a comment line of its file:
 *
 *     # known-bad: exit 3
 *
 * and so does one that must end without a verdict:
 *
 *     # inconclusive: exit 4
 *
 * @param {{ readonly all: boolean }} which
 * @returns {Promise<import('./steps.js').StepResult>}
 */
export async function runScenarios({ all }) {
  const shipped = (await readdir(folder)).filter((file) => file.endsWith('.yaml')).sort();
  const chosen = Object.keys(inEveryRun);
  const missing = chosen.filter((name) => !shipped.includes(`${name}.yaml`));
  if (missing.length > 0)
    return { passed: 0, failed: 1, skipped: [], output: `scenarios/ lacks ${missing.join(', ')}.` };
  const files = all ? shipped : chosen.map((name) => `${name}.yaml`);
  const failures = [];
  for (const file of files) {
    const name = file.slice(0, -'.yaml'.length);
    const flags = all ? [] : (inEveryRun[name] ?? []);
    const text = await readFile(new URL(file, folder), 'utf8');
    // A scenario for a sweep takes minutes, but a run of it is a drill like the others.
    const command = all && /^sweep:$/m.test(text) ? ['sweep', name, '--repeat', '1'] : ['run', name, ...flags];
    const run = await runProgram('node', ['bin/run.js', ...command, '--json']);
    const complaint = complaintAbout(run, expectationOf(text));
    if (complaint) failures.push(`scenario ${name}: ${complaint}\n${run.stderr}`);
  }
  return { passed: files.length - failures.length, failed: failures.length, skipped: [], output: failures.join('\n') };
}

/**
 * @typedef {object} Expectation
 * @property {number} exitCode
 * @property {boolean} knownBad the run must lose acknowledged writes, otherwise the audit is blind
 */

/**
 * @param {string} scenarioText
 * @returns {Expectation}
 */
export function expectationOf(scenarioText) {
  const [, kind, exitCode = '0'] = /^# (known-bad|inconclusive): exit (\d+)$/m.exec(scenarioText) ?? [];
  return { exitCode: Number(exitCode), knownBad: kind === 'known-bad' };
}

/**
 * What is wrong with a finished run; undefined if it ended as expected.
 *
 * @param {{ readonly exitCode: number | null, readonly stdout: string }} run
 * @param {Expectation} expectation
 * @returns {string | undefined}
 */
export function complaintAbout({ exitCode, stdout }, expectation) {
  let record;
  try {
    record = JSON.parse(stdout);
  } catch {
    return `exit code ${exitCode}, and stdout is no JSON record but: ${stdout.slice(0, 500) || '(nothing)'}`;
  }
  if (exitCode !== expectation.exitCode)
    return `exit code ${exitCode} instead of ${expectation.exitCode}\n${reasons(record)}`;
  const version = record.kind === 'sweep' ? record.seriesVersion : record.schemaVersion;
  if (version !== 1) return `the record's schemaVersion is ${version} instead of 1`;
  if (expectation.knownBad && record.writeSafety?.verdict !== 'unsafe')
    return `it is known to lose writes, but the record says ${record.writeSafety?.verdict}`;
  return undefined;
}

/** @param {{ gates?: { expression: string, verdict: string, explanation: string }[], saturation?: { reasons: string[] } }} record */
function reasons({ gates = [], saturation }) {
  return [
    ...gates
      .filter(({ verdict }) => verdict !== 'pass')
      .map(({ expression, verdict, explanation }) => `  ${verdict}: ${expression}: ${explanation}`),
    ...(saturation?.reasons ?? []).map((reason) => `  saturated: ${reason}`),
  ].join('\n');
}
