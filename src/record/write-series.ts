import { z } from 'zod';
import { InternalError } from '../errors/errors.js';
import { type Comparison, comparisonSchema } from './series/comparison.js';
import { type RepeatedRuns, repeatSchema } from './series/repeated-runs.js';
import { type SearchRecord, searchSchema } from './series/search-record.js';
import { type SeriesDocument, seriesSchema } from './series/series-document.js';
import { type SweepRecord, sweepSchema } from './series/sweep-record.js';
import { type TrendRecord, trendSchema } from './series/trend-record.js';
import { writeWhole } from './write-whole.js';

/** Each saves a document in a folder and returns its path. Throws `InternalError` for one that violates its schema. */
export const writeSeries = (document: SeriesDocument, folder: string) =>
  writeDocument(document, seriesSchema, folder, 'series.json');

export const writeRepeat = (document: RepeatedRuns, folder: string) =>
  writeDocument(document, repeatSchema, folder, 'repeat.json');

export const writeComparison = (document: Comparison, folder: string) =>
  writeDocument(document, comparisonSchema, folder, 'comparison.json');

export const writeSearch = (document: SearchRecord, folder: string) =>
  writeDocument(document, searchSchema, folder, 'search.json');

/** A sweep has no file of its own: its document extends that of every series. */
export const writeSweep = (document: SweepRecord, folder: string) =>
  writeDocument(document, sweepSchema, folder, 'series.json');

/** The same for a trend. */
export const writeTrend = (document: TrendRecord, folder: string) =>
  writeDocument(document, trendSchema, folder, 'series.json');

/**
 * Saves a document next to the records it is based on, and returns its path. Throws `InternalError` if it violates its
 * schema.
 */
async function writeDocument<T>(document: T, schema: z.ZodType<T>, folder: string, fileName: string): Promise<string> {
  const { error } = schema.safeParse(document);
  if (error)
    throw new InternalError(
      `${fileName} violates its own schema, which is a bug in cache-bench: ${z.prettifyError(error)}`,
    );
  return writeWhole(folder, fileName, `${JSON.stringify(document, null, 2)}\n`);
}
