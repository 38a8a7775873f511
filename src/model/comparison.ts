import type { ReplacedRun } from './replaced-run.js';

/** Default number of runs for a comparison: somewhat more than the minimum, because some runs are outliers. */
export const usualRuns = 10;

export const figureVerdicts = ['better', 'worse', 'no-difference', 'unknown'] as const;
/** The verdict of the runs on one figure, or on all together. `unknown`: undecidable; the reason explains why and what to do. */
export type FigureVerdict = (typeof figureVerdicts)[number];

/** The values of one figure on one side. */
export interface FigureSummary {
  /** Runs that have it. */
  readonly runs: number;
  readonly median: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** From those runs, in measurement order; in a paired comparison, the nth values of both sides belong together. */
  readonly values: readonly number[];
}

/** One figure in two sets of runs. */
export interface FigureComparison {
  /** As written in a gate: `response_time.p99`. */
  readonly name: string;
  /** `us`, `ms`, `perSecond`, `ratio`, `count`. */
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  readonly base: FigureSummary;
  readonly new: FigureSummary;
  /** New minus base, in the unit: of the medians, or for pairs the median of the differences. Null without data on both sides. */
  readonly difference: number | null;
  /** The difference divided by the base median; null if that is 0. */
  readonly effectPercent: number | null;
  /** 95 % confidence interval of the difference, in the unit; null with fewer than two runs per side. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** The difference, in the unit, that would be detected with 80 % probability; null if it can't be computed. */
  readonly minimumDetectable: number | null;
  readonly minimumDetectablePercent: number | null;
  /** From the rank test, adjusted for the number of figures (Holm); null if there was no test. */
  readonly adjustedPValue: number | null;
  readonly verdict: FigureVerdict;
  /** One sentence; for `unknown`, including what to do. */
  readonly reason: string;
}

export interface ComparisonSide {
  /** Its source, or the settings of its variant. */
  readonly label: string;
  readonly runIds: readonly string[];
  readonly saturatedRuns: number;
  readonly interruptedRuns: number;
}

/** A difference between the sides besides what was measured. */
export interface SideDifference {
  /** A path in the scenario, or an aspect of the machine or program: `topology.engine`, `machine`. */
  readonly what: string;
  readonly base: string;
  readonly new: string;
}

/** A comparison of two sets of runs, as printed by `compare --json` and saved by `ab` in `comparison.json`. */
export interface Comparison {
  readonly comparisonVersion: 1;
  readonly scenario: string;
  readonly base: ComparisonSide;
  readonly new: ComparisonSide;
  /** Whether the nth run of one side was measured alongside the nth of the other. */
  readonly paired: boolean;
  readonly differences: readonly SideDifference[];
  /** Why the sides can't be compared at all, and what to do; null if they can. */
  readonly notComparable: string | null;
  readonly figures: readonly FigureComparison[];
  /** The minimum number of runs per side for a verdict on this many figures. */
  readonly runsNeeded: number;
  /** Void runs that were repeated; the sides exclude them. */
  readonly replaced: readonly ReplacedRun[];
  /** Worse beats unknown beats better beats no difference. */
  readonly verdict: FigureVerdict;
  /** The comparison was stopped before its last round. */
  readonly interrupted: boolean;
}
