import type { GateChoice } from '../../model/gate-choice.js';
import { combineVerdicts, type Verdict } from '../../model/verdict.js';
import type { RunRecord } from '../../record/run-record.js';
import type { GateRecord } from '../../record/sections/gates.js';
import type { RepeatedFigure, RepeatedGate } from '../../record/series/repeated-runs.js';
import type { Comparator } from '../gate.js';
import { needsOf } from '../needs.js';
import { parseGate } from '../parse-gate.js';
import { defaultFigures, operationsIn, readFigure } from './compared-figures.js';
import { summarize } from './statistics.js';

/** The spread of the key figures between runs. */
export function summarizeFigures(records: readonly RunRecord[]): readonly RepeatedFigure[] {
  return defaultFigures(records).map((figure) => {
    const all = readFigure(figure, records).values;
    const values = all.filter((value) => value !== null);
    const about = { name: figure.name, unit: figure.unit, runs: values.length, values: all };
    if (values.length === 0) return { ...about, median: null, min: null, max: null, spreadPercent: null };
    const { median, min, max } = summarize(values);
    return { ...about, median, min, max, spreadPercent: median === 0 ? null : ((max - min) / Math.abs(median)) * 100 };
  });
}

/**
 * Judges each gate over all runs: `worst` by the run with the worst verdict, `median` by the middle one (the worse of two).
 * Gates on lost, duplicated or unexpected writes and stale reads always use the worst: a median would hide them.
 */
export function summarizeGates(
  records: readonly RunRecord[],
  choice: GateChoice,
): { readonly gates: readonly RepeatedGate[]; readonly verdict: Verdict } {
  const operations = operationsIn(records);
  const asked = (records[0]?.gates ?? []).filter(({ implied }) => !implied);
  const judgedGates = asked.map(({ expression }, index) => {
    const parsed = parseGate(expression, operations);
    const ofRuns = records.flatMap((record) => record.gates[index] ?? []);
    return 'gate' in parsed && needsOf(parsed.gate).has('audit')
      ? judgeGate(ofRuns, 'worst', parsed.gate.comparator)
      : judgeGate(ofRuns, choice, 'gate' in parsed ? parsed.gate.comparator : '<');
  });
  const gates = [...judgedGates, ...summarizeImplied(records)];
  const doubts = records.map(doubtsBesideGates);
  const doubt =
    choice === 'worst'
      ? combineVerdicts(doubts)
      : (middleOf(doubts.toSorted((one, other) => severity[one] - severity[other])) ?? 'unknown');
  // If no run counts, as when all runs before an interruption were void, nothing was judged.
  if (records.length === 0) return { gates, verdict: 'unknown' };
  return { gates, verdict: combineVerdicts([...gates.map(({ verdict }) => verdict), doubt]) };
}

/** Implied gates appear only in the records of runs that violated them. */
function summarizeImplied(records: readonly RunRecord[]): readonly RepeatedGate[] {
  const implied = records.flatMap(({ gates }) => gates.filter((gate) => gate.implied));
  return [...new Set(implied.map(({ expression }) => expression))].map((name) => {
    const violated = implied.filter(({ expression }) => expression === name);
    return { ...judgeGate(violated, 'worst', '=='), passed: records.length - violated.length };
  });
}

function judgeGate(ofRuns: readonly GateRecord[], judgedBy: GateChoice, comparator: Comparator): RepeatedGate {
  const ordered = ofRuns.toSorted(
    (one, other) =>
      severity[one.verdict] - severity[other.verdict] || badness(one, comparator) - badness(other, comparator),
  );
  const deciding = judgedBy === 'worst' ? ordered.at(-1) : middleOf(ordered);
  if (deciding === undefined) throw new RangeError('a gate without runs');
  const count = (verdict: Verdict) => ofRuns.filter((gate) => gate.verdict === verdict).length;
  return { ...deciding, judgedBy, passed: count('pass'), failed: count('fail'), unknown: count('unknown') };
}

/** Greater is worse, among gates with the same expression. */
function badness({ observed, limit }: GateRecord, comparator: Comparator): number {
  if (observed === null) return 0;
  if (comparator === '==') return Math.abs(observed - (limit ?? 0));
  return comparator === '<' || comparator === '<=' ? observed : -observed;
}

/** Why a run's verdict is worse than its gates: its audit or its operation counts. */
function doubtsBesideGates({ gates, verdict }: RunRecord): Verdict {
  return verdict === combineVerdicts(gates.map((gate) => gate.verdict)) ? 'pass' : verdict;
}

const severity = { pass: 0, unknown: 1, fail: 2 } as const satisfies Record<Verdict, number>;

/** The middle element, ordered from best to worst; the worse of two. */
function middleOf<T>(ordered: readonly T[]): T | undefined {
  return ordered[Math.floor(ordered.length / 2)];
}
