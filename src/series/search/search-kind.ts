import { searchExitCode } from '../../record/series/search-exit-code.js';
import type { SearchRecord } from '../../record/series/search-record.js';
import { writeSearch } from '../../record/write-series.js';
import { verdictOfSearch } from '../../report/search/search-facts.js';
import { renderSearch } from '../../report/search/search-report.js';
import { searchSeries } from '../../report/series/search-series.js';
import type { SeriesKind } from '../series.js';

/** The highest rate that meets objectives. */
export const search = {
  name: 'search',
  write: writeSearch,
  isSeriesFile: false,
  report: searchSeries,
  render: (record, page) => renderSearch(record, { ...page, searchPath: page.path }),
  rendersPath: true,
  location: (path) => `The search is in ${path}`,
  verdict: ({ result }) => verdictOfSearch(result.limitedBy),
  exitCode: ({ result }) => searchExitCode(result),
} as const satisfies SeriesKind<SearchRecord>;
