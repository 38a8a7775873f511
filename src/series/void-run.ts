import type { ComparedFigure } from '../gate/compare/compared-figure.js';
import { defaultFigures } from '../gate/compare/compared-figures.js';
import { figureSpoiltByStall, gateSpoiltByStall } from '../gate/spoilt-by-stall.js';
import type { RunRecord } from '../record/run-record.js';

/**
 * Why a series should repeat a run; null if the run counts. If the generator was the limit, comparisons ignore the run's
 * speed even if all its gates passed, so it is void, both in `ab` and in `--repeat`, whose runs `compare` reads. Stalls void
 * a run if they prevent a gate verdict or may have distorted a figure that the series compares (`compared`; empty: the
 * default ones; null: none). A failed run counts: its gates failed on figures that the generator can't have affected. So
 * does an interrupted run.
 */
export function voidReason(record: RunRecord, compared: readonly ComparedFigure[] | null): string | null {
  const { run, verdict, saturation } = record;
  if (run.interrupted || verdict === 'fail') return null;
  if (saturation.saturated) return `the generator was the limit (${saturation.reasons.join('; ')})`;
  const figures = compared?.length === 0 ? defaultFigures([record]) : (compared ?? []);
  const subjects = figures.flatMap(({ subject }) => subject ?? []);
  return gateSpoiltByStall(record) ?? figureSpoiltByStall(subjects, record);
}

/** How many void runs a series of `runs` replaces: a machine that voids more is too busy. */
export function mostReplacements(runs: number): number {
  return Math.ceil(runs / 3);
}
