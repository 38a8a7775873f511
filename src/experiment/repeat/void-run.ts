import type { ComparedFigure } from '../../gate/compare/compared-figure.js';
import { defaultFigures } from '../../gate/compare/compared-figures.js';
import { figureSpoiltByStall, gateSpoiltByStall } from '../../gate/spoilt-by-stall.js';
import type { RunRecord } from '../../model/run-record.js';

/**
 * Why a series should repeat a run; null when the run counts. When the generator was the limit, comparisons leave the run's speed out, even if
 * all its gates passed: so it is void, in `ab` and in `--repeat` alike, which leaves the runs that `compare` reads. Stalls void it when they
 * keep a gate from a verdict, or may have spoilt one of the figures that the series compares (`compared`; empty: the usual ones; null: it
 * compares none). A run that failed counts: its gates failed by figures that the generator can't have changed. So does a run that somebody
 * interrupted.
 */
export function voidReason(record: RunRecord, compared: readonly ComparedFigure[] | null): string | null {
  const { run, verdict, saturation } = record;
  if (run.interrupted || verdict === 'fail') return null;
  if (saturation.saturated) return `the generator was the limit (${saturation.reasons.join('; ')})`;
  const figures = compared?.length === 0 ? defaultFigures([record]) : (compared ?? []);
  const subjects = figures.flatMap(({ subject }) => subject ?? []);
  return gateSpoiltByStall(record) ?? figureSpoiltByStall(subjects, record);
}

/** How many void runs a series of `runs` replaces: a machine that voids more than these is too busy altogether. */
export function mostReplacements(runs: number): number {
  return Math.ceil(runs / 3);
}
