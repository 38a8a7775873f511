import type { TrendFigure, TrendGroup, TrendRecord } from '../../record/series/trend-record.js';
import { csvTable } from '../csv/csv-table.js';
import type { VerdictCase } from '../facts/verdict-cases.js';
import { trendPage } from '../html/series/trend-page.js';
import { escapeMarkdown } from '../markdown/escape-markdown.js';
import { details, textTable } from '../markdown/markdown-blocks.js';
import { withPlainText } from '../plain-text.js';
import {
  changeSentences,
  figureHead,
  figureRows,
  pointsOf,
  pointText,
  trendHeadline,
  trendRows,
} from '../trend/trend-facts.js';
import type { SeriesAbout, SeriesReport } from './series-report.js';

/** The CI view of a trend: one case per figure of each group, which fails if the figure got worse. */
export function trendSeries(unchecked: TrendRecord, about: SeriesAbout): SeriesReport {
  const trend = withPlainText(unchecked);
  const { word, summary } = trendHeadline(trend);
  const cases = trend.groups.flatMap(({ name, figures }) => figures.map((figure) => caseOf(name, figure)));
  const none = { name: 'the trend', verdict: 'unknown', message: summary, text: '' } as const;
  return {
    ...about,
    name: 'trend',
    summary: `${word}: ${summary}`,
    cases: cases.length > 0 ? cases : [none],
    markdown: markdownOf(trend),
    csv: csvOf(trend),
    page: () => trendPage(trend, about),
  };
}

function caseOf(group: string, { name, verdict, reason }: TrendFigure): VerdictCase {
  const verdicts = { worse: 'fail', unknown: 'unknown', better: 'pass', 'no-change': 'pass' } as const;
  return { name: `${group}: ${name}`, verdict: verdicts[verdict], message: reason, text: '' };
}

const courseColumns = 40;

function markdownOf(trend: TrendRecord): string {
  const { word, summary } = trendHeadline(trend);
  return `${[
    `### ${word}: ${escapeMarkdown(summary)}`,
    trendRows(trend)
      .map(([label, text]) => (label === '' ? `  ${escapeMarkdown(text)}` : `- **${label}** ${escapeMarkdown(text)}`))
      .join('\n'),
    ...trend.groups.flatMap((group, index) => groupMarkdown(trend, group, index)),
  ].join('\n\n')}\n`;
}

function groupMarkdown(trend: TrendRecord, group: TrendGroup, index: number): readonly string[] {
  const changes = changeSentences(group);
  return [
    `#### ${escapeMarkdown(group.name)}`,
    textTable(figureHead, figureRows(group, courseColumns)),
    ...(changes.length === 0 ? [] : [changes.map((text) => `- ${escapeMarkdown(text)}`).join('\n')]),
    details('Every point', [
      textTable(
        ['point', ...group.figures.map(({ name }) => name)],
        pointsOf(trend, index).map(({ name }, at) => [
          name,
          ...group.figures.map(({ values, unit }) => pointText(values[at] ?? null, unit)),
        ]),
        'figures',
      ),
    ]),
  ];
}

/** A row per point and figure. */
function csvOf(trend: TrendRecord): string {
  return csvTable(
    ['group', 'point', 'measuredAt', 'runs', 'figure', 'unit', 'median', 'low', 'high', 'change'],
    trend.groups.flatMap((group, index) =>
      pointsOf(trend, index).flatMap(({ name, measuredAt, runIds, figures }, at) =>
        group.figures.map((figure) => {
          const { median = null, low = null, high = null } = figures[figure.name] ?? {};
          const change = figure.changes.find((one) => one.at === at)?.direction ?? null;
          return [group.name, name, measuredAt, runIds.length, figure.name, figure.unit, median, low, high, change];
        }),
      ),
    ),
  );
}
