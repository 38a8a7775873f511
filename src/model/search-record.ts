export const stepOutcomes = ['held', 'missed', 'saturated', 'no-data', 'interrupted'] as const;
/**
 * How a step of a search ended: all objectives `held`; one was `missed`; the generator was `saturated`, so that the step
 * proves nothing; there was `no-data` to judge; or it was `interrupted`.
 */
type StepOutcome = (typeof stepOutcomes)[number];

export const searchLimits = ['objective', 'upper-bound', 'lower-bound', 'generator', 'no-data', 'interrupted'] as const;
/**
 * What ended a search: the `objective` was missed above the result; the result holds at the requested `upper-bound`; the
 * objective was missed even at the `lower-bound`; the `generator` was the limit; `no-data`; or it was `interrupted`.
 */
export type SearchLimit = (typeof searchLimits)[number];

/** One run at one rate. */
export interface SearchStep {
  readonly ratePerSecond: number;
  readonly outcome: StepOutcome;
  /** Why, in one sentence. */
  readonly reason: string;
  /** The figure of the first objective, in the unit of the search; null without data. */
  readonly figure: number | null;
  /** Response time over the step; null if nothing was measured, and an upper bound if the generator was the limit. */
  readonly p50Us: number | null;
  readonly p99Us: number | null;
  /** Relative to the folder of the search; null if the step ended before it had a record. */
  readonly recordPath: string | null;
}

export interface SearchResult {
  /** The highest rate that meets every objective; null if none was found. */
  readonly ratePerSecond: number | null;
  /** Distance to the lowest missed rate above it; null if none was missed there. */
  readonly uncertaintyPercent: number | null;
  /** The lowest rate confirmed to miss an objective; null if there was none. */
  readonly lowestMissedPerSecond: number | null;
  /** Conclusive steps at the result's rate: how many held, and how many there were. */
  readonly held: number;
  readonly tried: number;
  readonly limitedBy: SearchLimit;
}

/** A complete search, as saved in `search.json`. */
export interface SearchRecord {
  readonly searchVersion: 1;
  readonly id: string;
  readonly scenario: string;
  readonly startedAt: string;
  readonly command: readonly string[];
  readonly seed: number;
  /** Gate expressions, all of which a step must meet; `figure` belongs to the first. */
  readonly objectives: readonly string[];
  /** Of `figure`: `us`, `ms`, `perSecond`, `ratio`, `count`. */
  readonly unit: string;
  readonly precisionPercent: number;
  readonly stepMs: number;
  /** The closed-loop throughput, used to choose the first rate; null if one was given. */
  readonly probe: { readonly throughputPerSecond: number | null; readonly recordPath: string | null } | null;
  readonly steps: readonly SearchStep[];
  readonly result: SearchResult;
}
