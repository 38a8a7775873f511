export const stepOutcomes = ['held', 'missed', 'saturated', 'no-data', 'interrupted'] as const;
/**
 * How a step of a search ended: all objectives `held`; one was `missed`; the generator was `saturated`, so that the step proves
 * nothing; there was `no-data` to judge by; or it was `interrupted`.
 */
type StepOutcome = (typeof stepOutcomes)[number];

export const searchLimits = ['objective', 'upper-bound', 'lower-bound', 'generator', 'no-data', 'interrupted'] as const;
/**
 * What ended a search: the `objective` was missed above the result; the result holds at the `upper-bound` that was asked for; the
 * objective was missed even at the `lower-bound`; the `generator` can do no more; `no-data`; or it was `interrupted`.
 */
export type SearchLimit = (typeof searchLimits)[number];

/** One run at one rate. */
export interface SearchStep {
  readonly ratePerSecond: number;
  readonly outcome: StepOutcome;
  /** Why, as one sentence. */
  readonly reason: string;
  /** What the first objective asks for, in the unit of the search; null without data. */
  readonly figure: number | null;
  /** Response time over the step; null when nothing was measured, and an upper bound when the generator was the limit. */
  readonly p50Us: number | null;
  readonly p99Us: number | null;
  /** Relative to the folder of the search; null when the step ended before it had a record. */
  readonly recordPath: string | null;
}

export interface SearchResult {
  /** The highest rate that holds every objective; null when none was found. */
  readonly ratePerSecond: number | null;
  /** By how much a missed rate lies above it; null when none was found to be missed there. */
  readonly uncertaintyPercent: number | null;
  /** The lowest rate at which an objective was missed for good; null when there was none. */
  readonly lowestMissedPerSecond: number | null;
  /** Of the steps at the result's rate that proved something: how many held, and how many there were. */
  readonly held: number;
  readonly tried: number;
  readonly limitedBy: SearchLimit;
}

/** All of a search, as `search.json` keeps it. */
export interface SearchRecord {
  readonly searchVersion: 1;
  readonly id: string;
  readonly scenario: string;
  readonly startedAt: string;
  readonly command: readonly string[];
  readonly seed: number;
  /** Gate expressions, all of which a step must hold; the first is the one that `figure` is of. */
  readonly objectives: readonly string[];
  /** Of `figure`: `us`, `ms`, `perSecond`, `ratio`, `count`. */
  readonly unit: string;
  readonly precisionPercent: number;
  readonly stepMs: number;
  /** As fast as replies came in closed loop, to know where to begin; null when a first rate was given. */
  readonly probe: { readonly throughputPerSecond: number | null; readonly recordPath: string | null } | null;
  readonly steps: readonly SearchStep[];
  readonly result: SearchResult;
}
