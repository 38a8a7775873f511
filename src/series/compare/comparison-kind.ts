import type { Comparison } from '../../record/series/comparison.js';
import { comparisonExitCode } from '../../record/series/comparison-exit-code.js';
import { writeComparison } from '../../record/write-series.js';
import { verdictOfComparison } from '../../report/compare/comparison-facts.js';
import { renderComparison } from '../../report/compare/comparison-report.js';
import { comparisonSeries } from '../../report/series/comparison-series.js';
import type { SeriesKind } from '../series.js';
import { textOf } from '../text-of.js';

/** Two variants, run alternately. */
export const ab = {
  name: 'ab',
  write: writeComparison,
  isSeriesFile: false,
  report: comparisonSeries,
  render(comparison, page) {
    const other = textOf(comparisonSeries, comparison, page.format);
    if (other !== null) return other;
    const text = renderComparison(comparison, page);
    return page.path === null ? text : `${text}\nrecord  ${page.path}`;
  },
  rendersPath: true,
  location: (path) => `The comparison is in ${path}`,
  verdict: ({ verdict }) => verdictOfComparison(verdict),
  exitCode: comparisonExitCode,
} as const satisfies SeriesKind<Comparison>;

/** Two sets of earlier runs. */
export const compare = {
  ...ab,
  name: 'compare',
  render: (comparison, page) => ab.render(comparison, { ...page, path: null }),
  rendersPath: false,
} as const satisfies SeriesKind<Comparison>;
