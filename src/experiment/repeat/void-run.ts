import type { RunRecord } from '../../model/run-record.js';

/**
 * Why a run can't count, so that a series should run it again; null when it counts. Only this machine can void a run: a gate that failed has
 * said what it had to say, and so has a run that somebody interrupted.
 */
export function voidReason({ run, verdict, saturation }: RunRecord): string | null {
  if (run.interrupted || verdict === 'fail' || !saturation.saturated) return null;
  return `the generator was the limit (${saturation.reasons.join('; ')})`;
}

/** How many void runs a series of `runs` replaces: a machine that voids more than these is too busy altogether. */
export function mostReplacements(runs: number): number {
  return Math.ceil(runs / 3);
}
