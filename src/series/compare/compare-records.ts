import { compareRuns } from '../../gate/compare/compare-runs.js';
import { operationsIn } from '../../gate/compare/compared-figures.js';
import type { ComparisonOptions } from '../../gate/compare/comparison-options.js';
import { requireFigures } from '../../gate/compare/require-figures.js';
import { readRunSet } from '../../record/read-run-set.js';
import type { Comparison } from '../../record/series/comparison.js';
import { runSeries, type SeriesSetting } from '../run-series.js';
import type { SeriesOutcome } from '../series.js';
import { compare } from './comparison-kind.js';

interface RecordsComparison extends Omit<ComparisonOptions, 'figures' | 'paired'> {
  /** Paths of the records, or of folders of runs. */
  readonly base: string;
  readonly new: string;
  /** As named on the command line; empty: the default figures. */
  readonly figures: readonly string[];
}

/** Compares two sets of saved runs. Throws UsageError for a set that can't be read, and for an unknown figure. */
export async function compareRecords(
  { figures, ...options }: RecordsComparison,
  setting: Pick<SeriesSetting, 'outFolder' | 'isSaved'>,
): Promise<SeriesOutcome<Comparison>> {
  const sides = {
    base: { label: options.base, runs: await readRunSet(options.base) },
    new: { label: options.new, runs: await readRunSet(options.new) },
  };
  const runsOf = (side: 'base' | 'new') => ({
    label: sides[side].label,
    records: sides[side].runs.map(({ record }) => record),
  });
  const [base, changed] = [runsOf('base'), runsOf('new')];
  const chosen = requireFigures(figures, operationsIn([...base.records, ...changed.records]));
  const existing = Object.values(sides).flatMap(({ label, runs }) =>
    runs.map((run) => ({ variant: { name: label, settings: {} }, ...run })),
  );
  return runSeries<Comparison>(
    {
      kind: compare,
      existing,
      next: () => null,
      summarize: () => compareRuns(base, changed, { ...options, paired: false, figures: chosen }),
    },
    { ...setting, formats: [], showLine: () => {}, signal: new AbortController().signal },
  );
}
