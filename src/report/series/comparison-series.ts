import type { Comparison } from '../../record/series/comparison.js';
import { comparisonHeadline, figureHead, figureRow, verdictOfComparison } from '../compare/comparison-facts.js';
import { comparisonMarkdown } from '../compare/comparison-markdown.js';
import { csvTable } from '../csv/csv-table.js';
import { comparisonPage } from '../html/series/comparison-page.js';
import { withPlainText } from '../plain-text.js';
import type { SeriesAbout, SeriesReport } from './series-report.js';

/** The CI view of a comparison: one case per figure, which fails if the figure is worse. */
export function comparisonSeries(unchecked: Comparison, about: SeriesAbout): SeriesReport {
  const comparison = withPlainText(unchecked);
  const { word, finding } = comparisonHeadline(comparison);
  const summary = `${word}: ${comparison.scenario}: ${finding}`;
  const cases = comparison.figures.map((figure) => ({
    name: figure.name,
    verdict: verdictOfComparison(figure.verdict),
    message: figure.reason,
    text: figureRow(figure)
      .map((cell, index) => `${figureHead[index]} ${cell}`)
      .slice(1)
      .join(', '),
  }));
  const none = { name: 'the comparison', verdict: 'unknown', message: summary, text: '' } as const;
  return {
    ...about,
    name: `${comparison.scenario}, compared`,
    summary,
    cases: cases.length > 0 ? cases : [none],
    markdown: comparisonMarkdown(comparison),
    csv: csvTable(
      ['figure', 'unit', 'base', 'new', 'difference', 'low', 'high', 'verdict', 'reason'],
      comparison.figures.map(({ name, unit, base, new: changed, difference, interval, verdict, reason }) => [
        ...[name, unit, base.median, changed.median, difference],
        ...[interval?.low ?? null, interval?.high ?? null, verdict, reason],
      ]),
    ),
    page: () => comparisonPage(comparison, about),
  };
}
