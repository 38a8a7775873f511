import type { RunRecord } from '../../model/run-record.js';

/**
 * Why a series should repeat a run; null when the run counts. When the generator was the limit, comparisons leave the run's speed out, even if
 * all its gates passed: so it is void, in `ab` and in `--repeat` alike, which leaves the runs that `compare` reads. A run that failed counts:
 * its gates failed by figures that the generator can't have changed. So does a run that somebody interrupted.
 */
export function voidReason({ run, verdict, saturation }: RunRecord): string | null {
  if (run.interrupted || verdict === 'fail' || !saturation.saturated) return null;
  return `the generator was the limit (${saturation.reasons.join('; ')})`;
}

/** How many void runs a series of `runs` replaces: a machine that voids more than these is too busy altogether. */
export function mostReplacements(runs: number): number {
  return Math.ceil(runs / 3);
}
