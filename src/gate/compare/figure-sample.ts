import type { RunRecord } from '../../model/run-record.js';
import type { Subject } from '../gate.js';
import { readFigure } from './compared-figures.js';

/** The runs of one side. */
export interface RunSet {
  readonly label: string;
  /** In the order in which they were measured. */
  readonly records: readonly RunRecord[];
}

/** One figure as both sides have it. */
export interface FigureSample {
  readonly subject: Subject;
  readonly base: readonly number[];
  readonly changed: readonly number[];
  /** Runs (or pairs) that should have it, on the side with the fewest that do, and how many of those are without. */
  readonly leftOutShare: number;
  /** Why runs are without it. */
  readonly missing: readonly string[];
}

/** Reads one figure from both sides. */
export function readSample(subject: Subject, base: RunSet, changed: RunSet, paired: boolean): FigureSample {
  const [left, right] = [readFigure(subject, base.records), readFigure(subject, changed.records)];
  const missing = [...new Set([...left.missing, ...right.missing])];
  const isNumber = (value: number | null | undefined): value is number => typeof value === 'number';
  if (!paired) {
    const [ofBase, ofChanged] = [left.values.filter(isNumber), right.values.filter(isNumber)];
    const leftOutShare = Math.max(
      1 - ofBase.length / base.records.length,
      1 - ofChanged.length / changed.records.length,
    );
    return { subject, base: ofBase, changed: ofChanged, leftOutShare, missing };
  }
  const rounds = Math.max(base.records.length, changed.records.length);
  const pairs = left.values.flatMap((value, index) => {
    const other = right.values[index];
    return isNumber(value) && isNumber(other) ? [[value, other] as const] : [];
  });
  return {
    subject,
    base: pairs.map(([one]) => one),
    changed: pairs.map(([, other]) => other),
    leftOutShare: 1 - pairs.length / rounds,
    missing,
  };
}
