import type { TrendRecord } from '../../record/series/trend-record.js';
import { exitCodeOf } from '../../record/verdict-exit-code.js';
import { writeTrend } from '../../record/write-series.js';
import { trendSeries } from '../../report/series/trend-series.js';
import { renderTrend } from '../../report/trend/trend-report.js';
import type { SeriesKind } from '../series.js';
import { textOf } from '../text-of.js';

/** Earlier runs over time. */
export const trend = {
  name: 'trend',
  write: writeTrend,
  isSeriesFile: true,
  report: trendSeries,
  render: (record, page) => textOf(trendSeries, record, page.format) ?? renderTrend(record, page),
  rendersPath: false,
  location: (path) => `The trend is in ${path}`,
  verdict: ({ verdict }) => verdict,
  exitCode: ({ verdict }) => exitCodeOf({ run: { interrupted: false }, verdict }),
} as const satisfies SeriesKind<TrendRecord>;
