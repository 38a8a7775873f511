import type { ReplacedRun } from './replaced-run.js';
import type { GateRecord } from './run-record.js';
import type { Verdict } from './verdict.js';

export const gateChoices = ['worst', 'median'] as const;
/** How several runs decide a gate: every run must pass, or the median one. */
export type GateChoice = (typeof gateChoices)[number];

/** One figure over all runs that have it. */
export interface RepeatedFigure {
  /** As written in a gate. */
  readonly name: string;
  /** `us`, `ms`, `perSecond`, `ratio`, `count`. */
  readonly unit: string;
  readonly runs: number;
  readonly median: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** (max - min) / median; null if the median is 0. */
  readonly spreadPercent: number | null;
  /** Of each run in order; null if missing. */
  readonly values: readonly (number | null)[];
}

/** One gate over all runs: observed figure and explanation come from the deciding run. */
export interface RepeatedGate extends GateRecord {
  readonly judgedBy: GateChoice;
  readonly passed: number;
  readonly failed: number;
  readonly unknown: number;
}

/** Consecutive runs of one scenario, as saved in `repeat.json` and printed by `run --repeat --json`. */
export interface RepeatedRuns {
  readonly repeatVersion: 1;
  readonly id: string;
  readonly scenario: string;
  readonly startedAt: string;
  readonly command: readonly string[];
  /** Of the first run; the others derive from it. */
  readonly seed: number;
  readonly asked: number;
  readonly gatesOn: GateChoice;
  readonly runs: readonly {
    readonly id: string;
    readonly seed: number;
    readonly verdict: Verdict;
    readonly saturated: boolean;
    readonly interrupted: boolean;
    /** Relative to the folder of the repeat. */
    readonly recordPath: string;
  }[];
  /** Void runs that were repeated; they are not among `runs`. */
  readonly replaced: readonly ReplacedRun[];
  readonly figures: readonly RepeatedFigure[];
  readonly gates: readonly RepeatedGate[];
  readonly verdict: Verdict;
  /** It was stopped before its last run had ended. */
  readonly interrupted: boolean;
}
