import { evaluateGate } from '../../gate/evaluate-gate.js';
import { impliedGates } from '../../gate/implied-gates.js';
import { combineVerdicts, type Verdict } from '../../model/verdict.js';
import { agentLost, loadNotCarried, replayBroken } from '../../model/warning-codes.js';
import type { RunRecord } from '../../record/run-record.js';
import type { GateRecord } from '../../record/sections/gates.js';
import { checkedGate } from '../checked-gate.js';
import type { Measured } from '../measured.js';

/** Judges the gates of a run, and from them the run itself, given a record that lacks both. */
export function withVerdict(ungated: RunRecord, gates: readonly string[], measured: Measured): RunRecord {
  const parsed = gates.map(checkedGate);
  const asked = parsed.map((gate) => withAbort(evaluateGate(gate, ungated), measured));
  const records = [...asked, ...impliedGates(ungated, parsed)];
  return { ...ungated, gates: records, verdict: verdictOf(ungated, records) };
}

/**
 * A run can't pass if a fault proved no effect, if it was aborted or did not carry its load, or if its counts contradict
 * each other.
 */
function verdictOf(record: RunRecord, gates: readonly GateRecord[]): Verdict {
  const doubts: Verdict[] = [];
  if (record.run.interrupted || record.faults.some(({ proof }) => proof === null)) doubts.push('unknown');
  if (record.warnings.some(({ code }) => doubtful.has(code))) doubts.push('unknown');
  return combineVerdicts([...gates.map(({ verdict }) => verdict), ...doubts]);
}

const doubtful: ReadonlySet<string> = new Set([
  'fault-not-injected',
  'fault-failed',
  'recovery-failed',
  'heal-failed',
  'contradiction',
  loadNotCarried,
  agentLost,
  replayBroken,
]);

/**
 * Operations in flight when a gate ended the run may have improved its figure since: the gate stays failed, with the figure
 * from that moment.
 */
function withAbort(judged: GateRecord, { aborted }: Measured): GateRecord {
  if (aborted === null || aborted.gate.expression !== judged.expression || judged.verdict === 'unknown') return judged;
  const outcome = judged.verdict === 'fail' ? judged : aborted.gate;
  return { ...outcome, explanation: `${outcome.explanation} It ended the run early.` };
}
