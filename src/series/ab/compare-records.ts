import { compareRuns } from '../../gate/compare/compare-runs.js';
import { operationsIn } from '../../gate/compare/compared-figures.js';
import type { ComparisonOptions } from '../../gate/compare/comparison-options.js';
import { requireFigures } from '../../gate/compare/require-figures.js';
import { readRunSet } from '../../record/read-run-set.js';
import type { Comparison } from '../../record/series/comparison.js';
import { writeComparison } from '../../record/write-comparison.js';
import { keptWhere } from '../../record/write-whole.js';
import { type SeriesOutcome, startSeries } from '../series.js';
import { compare } from './comparison-kind.js';

interface RecordsComparison extends Omit<ComparisonOptions, 'figures' | 'paired'> {
  /** Paths of the records, or of folders of runs. */
  readonly base: string;
  readonly new: string;
  /** As named on the command line; empty: the default figures. */
  readonly figures: readonly string[];
  readonly outFolder: string;
  /** Whether comparison.json is written. */
  readonly isSaved: boolean;
}

/** Compares two sets of saved runs. Throws UsageError for a set that can't be read, and for an unknown figure. */
export async function compareRecords({
  figures,
  outFolder,
  isSaved,
  ...options
}: RecordsComparison): Promise<SeriesOutcome<Comparison>> {
  const start = startSeries(compare, outFolder);
  const base = { label: options.base, records: await readRunSet(options.base) };
  const changed = { label: options.new, records: await readRunSet(options.new) };
  const operations = operationsIn([...base.records, ...changed.records]);
  const document = compareRuns(base, changed, {
    ...options,
    paired: false,
    figures: requireFigures(figures, operations),
  });
  const { path, notSaved } = isSaved
    ? await keptWhere(writeComparison(document, start.folder))
    : { path: null, notSaved: null };
  return { kind: compare, ...start, document, path, unsaved: null, failure: notSaved };
}
