/** @typedef {import('../../src/record/run-record.js').RunRecord} RunRecord */

/** Exit codes of a proper run: pass, gate failed, inconclusive. */
const explainable = [0, 3, 4];

/**
 * Problems of how a run ended: an unexpected exit code, or a verdict without a reason.
 *
 * @param {number} exitCode
 * @param {RunRecord} record
 * @returns {readonly string[]}
 */
export function unexplained(exitCode, record) {
  const problems = explainable.includes(exitCode) ? [] : [`it ended with exit code ${exitCode}`];
  const mute = record.gates.filter(({ explanation }) => explanation.trim() === '');
  for (const { expression } of mute) problems.push(`the gate ${expression} gives no reason`);
  if (reasonsFor(record).length === 0) problems.push(`nothing explains the verdict ${record.verdict}`);
  return problems;
}

/** @param {RunRecord} record @returns {readonly string[]} */
function reasonsFor({ verdict, gates, faults, warnings }) {
  const judged = gates.filter((gate) => gate.verdict === verdict).map(({ explanation }) => explanation);
  if (verdict !== 'unknown') return judged;
  const unproved = faults.filter(({ proof }) => proof === null).map(({ name }) => `${name} had no effect`);
  return [...judged, ...unproved, ...warnings.map(({ message }) => message)];
}

/**
 * Growth of memory per run, in bytes: the slope of a straight line through the second half, when caches are full and code is
 * compiled. Null: too few runs.
 *
 * @param {readonly number[]} residentBytes after each run
 */
export function growthPerRun(residentBytes) {
  const half = residentBytes.slice(Math.floor(residentBytes.length / 2));
  if (half.length < 3) return null;
  const middle = (half.length - 1) / 2;
  const mean = half.reduce((sum, bytes) => sum + bytes, 0) / half.length;
  const spread = half.reduce((sum, _, run) => sum + (run - middle) ** 2, 0);
  return half.reduce((sum, bytes, run) => sum + (run - middle) * (bytes - mean), 0) / spread;
}
