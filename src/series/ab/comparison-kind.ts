import type { Comparison } from '../../record/series/comparison.js';
import { comparisonExitCode } from '../../record/series/comparison-exit-code.js';
import { comparisonMarkdown } from '../../report/compare/comparison-markdown.js';
import { renderComparison } from '../../report/compare/comparison-report.js';
import { comparisonSeries } from '../../report/series/comparison-series.js';
import type { SeriesKind } from '../series.js';

/** Two variants, run alternately. */
export const ab: SeriesKind<Comparison> = {
  name: 'ab',
  report: comparisonSeries,
  render(comparison, page) {
    if (page.markdown) return comparisonMarkdown(comparison);
    const text = renderComparison(comparison, page);
    return page.path === null ? text : `${text}\ncomparison  ${page.path}`;
  },
  rendersPath: true,
  location: (path) => `The comparison is in ${path}`,
  exitCode: comparisonExitCode,
};

/** Two sets of earlier runs. */
export const compare: SeriesKind<Comparison> = {
  ...ab,
  name: 'compare',
  render: (comparison, page) => ab.render(comparison, { ...page, path: null }),
  rendersPath: false,
};
