import { UsageError } from '../../errors/errors.js';
import { isSeriesFormat, type SeriesFormat, seriesReporters } from './series-reporters.js';

/** Validates the name of a format that can show several runs at once. Throws UsageError listing all of them for any other. */
export function parseSeriesFormat(name: string): SeriesFormat {
  if (isSeriesFormat(name)) return name;
  throw new UsageError(
    `Several runs can't be reported as "${name}". Formats: ${Object.keys(seriesReporters).join(', ')}.`,
  );
}
