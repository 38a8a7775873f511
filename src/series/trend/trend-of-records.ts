import { relative } from 'node:path';
import { findRecords } from '../../record/find-records.js';
import type { TrendRecord } from '../../record/series/trend-record.js';
import { runSeries, type SeriesSetting } from '../run-series.js';
import type { SeriesOutcome } from '../series.js';
import { readMeasurements } from './read-measurements.js';
import { summarizeTrend } from './summarize-trend.js';
import { trend } from './trend-kind.js';

export interface TrendRequest {
  /** Folders with records, or records. */
  readonly paths: readonly string[];
  /** As named on the command line; empty: the default figures. */
  readonly figures: readonly string[];
  /** The label that orders and groups runs, such as `commit`; null: by date. */
  readonly label: string | null;
  readonly ignoredShare: number;
  readonly isSkipping: boolean;
}

/** The trend of saved runs. Throws UsageError for a file that can't be read or used, and for an unknown figure. */
export async function trendOfRecords(
  { paths, ignoredShare, ...options }: TrendRequest,
  setting: Pick<SeriesSetting, 'outFolder' | 'isSaved'>,
): Promise<SeriesOutcome<TrendRecord>> {
  const { measurements, skipped } = await readMeasurements(await findRecords(paths), options);
  const isNamed = options.figures.length > 0;
  const document = await summarizeTrend(measurements, skipped, { label: options.label, isNamed, ignoredShare });
  return runSeries(
    {
      kind: trend,
      next: () => null,
      summarize: (_, { folder }) => (setting.isSaved ? relativeTo(folder, document) : document),
    },
    { ...setting, formats: [], showLine: () => {}, signal: new AbortController().signal },
  );
}

function relativeTo(folder: string, document: TrendRecord): TrendRecord {
  const variants = document.variants.map((point) => ({
    ...point,
    runs: point.runs.map((path) => relative(folder, path)),
  }));
  return { ...document, variants };
}
