import type { ReplacedRun } from './replaced-run.js';
import type { GateRecord } from './run-record.js';
import type { Verdict } from './verdict.js';

export const gateChoices = ['worst', 'median'] as const;
/** Which of several runs a gate is judged by: every one must pass, or the one in the middle. */
export type GateChoice = (typeof gateChoices)[number];

/** One figure over all runs, without those that have none. */
export interface RepeatedFigure {
  /** As a gate writes it. */
  readonly name: string;
  /** `us`, `ms`, `perSecond`, `ratio`, `count`. */
  readonly unit: string;
  readonly runs: number;
  readonly median: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** (max - min) / median; null where the median is 0. */
  readonly spreadPercent: number | null;
  /** Of each run in order; null where it has none. */
  readonly values: readonly (number | null)[];
}

/** One gate over all runs: the observed figure and explanation are those of the run that decides. */
export interface RepeatedGate extends GateRecord {
  readonly judgedBy: GateChoice;
  readonly passed: number;
  readonly failed: number;
  readonly unknown: number;
}

/** Runs of one scenario after each other, as `repeat.json` keeps them and `run --repeat --json` prints them. */
export interface RepeatedRuns {
  readonly repeatVersion: 1;
  readonly id: string;
  readonly scenario: string;
  readonly startedAt: string;
  readonly command: readonly string[];
  /** Of the first run; those of the others follow from it. */
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
  /** Void runs that were run again; they are not among `runs`. */
  readonly replaced: readonly ReplacedRun[];
  readonly figures: readonly RepeatedFigure[];
  readonly gates: readonly RepeatedGate[];
  readonly verdict: Verdict;
  /** It was stopped before its last run had ended. */
  readonly interrupted: boolean;
}
