import type { RunRecord } from '../record/run-record.js';

/**
 * Throws an error with a sentence for each gate of a run that did not pass. A gate without a verdict did not pass either, nor
 * did a run that was interrupted.
 */
export function expectGates({ run, gates, verdict }: Pick<RunRecord, 'run' | 'gates' | 'verdict'>): void {
  const open = gates.filter((gate) => gate.verdict !== 'pass');
  if (verdict === 'pass' && open.length === 0 && !run.interrupted) return;
  const reason = run.interrupted ? 'it was interrupted' : `its verdict is ${verdict}`;
  const lines = open.map((gate) => `${gate.verdict.toUpperCase()}  ${gate.expression}: ${gate.explanation}`);
  throw new Error([`The run ${run.id} did not pass: ${reason}.`, ...lines].join('\n'));
}
