import type { ReplacedRun } from './replaced-run.js';

/** How often a scenario is run to be compared, unless a number is given: some more than the fewest, because some runs are outliers. */
export const usualRuns = 10;

export const figureVerdicts = ['better', 'worse', 'no-difference', 'unknown'] as const;
/** What the runs say of one figure, or of all together. `unknown`: they can't tell, and the reason says why and what to do. */
export type FigureVerdict = (typeof figureVerdicts)[number];

/** The values of one figure on one side. */
export interface FigureSummary {
  /** Runs that had it. */
  readonly runs: number;
  readonly median: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** Of those runs, in the order in which they were measured; where sides are paired, the nth of one belongs to the nth of the other. */
  readonly values: readonly number[];
}

/** One figure of two sets of runs. */
export interface FigureComparison {
  /** As a gate writes it: `response_time.p99`. */
  readonly name: string;
  /** `us`, `ms`, `perSecond`, `ratio`, `count`. */
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  readonly base: FigureSummary;
  readonly new: FigureSummary;
  /** New less base, in the unit: of the medians, or of pairs the median of the differences. Null without data on both sides. */
  readonly difference: number | null;
  /** The difference over the base median; null where that is 0. */
  readonly effectPercent: number | null;
  /** 95 % confidence interval of the difference, in the unit; null with fewer than two runs a side. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** The difference, in the unit, that would be found four times out of five; null where it can't be worked out. */
  readonly minimumDetectable: number | null;
  readonly minimumDetectablePercent: number | null;
  /** Of the rank test, multiplied for the number of figures (Holm); null where none was made. */
  readonly adjustedPValue: number | null;
  readonly verdict: FigureVerdict;
  /** One sentence; of `unknown` with what to do. */
  readonly reason: string;
}

export interface ComparisonSide {
  /** Where it was read from, or what its variant sets. */
  readonly label: string;
  readonly runIds: readonly string[];
  readonly saturatedRuns: number;
  readonly interruptedRuns: number;
}

/** Something that differs between the sides beside what was measured. */
export interface SideDifference {
  /** A path of the scenario, or what of the machine or program: `topology.engine`, `machine`. */
  readonly what: string;
  readonly base: string;
  readonly new: string;
}

/** Two sets of runs held against each other, as `compare --json` prints it and `ab` saves it in `comparison.json`. */
export interface Comparison {
  readonly comparisonVersion: 1;
  readonly scenario: string;
  readonly base: ComparisonSide;
  readonly new: ComparisonSide;
  /** Whether the nth run of one side was measured beside the nth of the other. */
  readonly paired: boolean;
  readonly differences: readonly SideDifference[];
  /** Why the sides can't be held against each other at all, and what to do; null when they can. */
  readonly notComparable: string | null;
  readonly figures: readonly FigureComparison[];
  /** The fewest runs a side with which so many figures can get a verdict. */
  readonly runsNeeded: number;
  /** Void runs that were run again; the sides are without them. */
  readonly replaced: readonly ReplacedRun[];
  /** Worse beats unknown beats better beats no difference. */
  readonly verdict: FigureVerdict;
  /** The comparison was stopped before its last round. */
  readonly interrupted: boolean;
}
