import type { RunRecord } from '../../record/run-record.js';
import type { ComparedFigure } from './compared-figure.js';
import { readFigure } from './compared-figures.js';

/** The runs of one side. */
export interface RunSet {
  readonly label: string;
  /** In measurement order. */
  readonly records: readonly RunRecord[];
}

/** One figure on both sides. */
export interface FigureSample {
  readonly figure: ComparedFigure;
  readonly base: readonly number[];
  readonly changed: readonly number[];
  /** Share of the expected runs (or pairs) without the figure, on the side with the fewest values. */
  readonly leftOutShare: number;
  /** Why runs lack it. */
  readonly missing: readonly string[];
}

/** Reads one figure from both sides. */
export function readSample(figure: ComparedFigure, base: RunSet, changed: RunSet, paired: boolean): FigureSample {
  const [left, right] = [readFigure(figure, base.records), readFigure(figure, changed.records)];
  const missing = [...new Set([...left.missing, ...right.missing])];
  const isNumber = (value: number | null | undefined): value is number => typeof value === 'number';
  if (!paired) {
    const [ofBase, ofChanged] = [left.values.filter(isNumber), right.values.filter(isNumber)];
    const leftOutShare = Math.max(
      1 - ofBase.length / base.records.length,
      1 - ofChanged.length / changed.records.length,
    );
    return { figure, base: ofBase, changed: ofChanged, leftOutShare, missing };
  }
  const rounds = Math.max(base.records.length, changed.records.length);
  const pairs = left.values.flatMap((value, index) => {
    const other = right.values[index];
    return isNumber(value) && isNumber(other) ? [[value, other] as const] : [];
  });
  return {
    figure,
    base: pairs.map(([one]) => one),
    changed: pairs.map(([, other]) => other),
    leftOutShare: 1 - pairs.length / rounds,
    missing,
  };
}
