import type { TrendGroup, TrendRecord } from '../../record/series/trend-record.js';
import { withPlainText } from '../plain-text.js';
import { labelled, type Page, pageFor, remark, section, table, verdictLines, wrapText } from '../terminal/page.js';
import { changeSentences, figureHead, figureRows, trendHeadline, trendRows } from './trend-facts.js';

/** The terminal report of a trend: the verdict, then for each group its figures and their changes; 80 to 120 columns. */
export function renderTrend(
  unchecked: TrendRecord,
  options: { readonly columns: number; readonly colour: boolean },
): string {
  const trend = withPlainText(unchecked);
  const page = pageFor(options);
  const { word, summary } = trendHeadline(trend);
  return `${[
    ...verdictLines(page, word, summary),
    ...section(page, 'RECORDS', labelled(page, trendRows(trend))),
    ...trend.groups.flatMap((group) => section(page, groupTitle(group), figures(page, group))),
  ].join('\n')}\n`;
}

function groupTitle({ name, points }: TrendGroup): string {
  return `${name}: ${points} ${points === 1 ? 'point' : 'points'}`;
}

/** What is left of 80 columns beside the longest usual names and figures. */
const courseColumns = 9;

function figures(page: Page, group: TrendGroup): readonly string[] {
  const rows = figureRows(group, courseColumns + Math.max(0, page.columns - 80));
  if (rows.length === 0) return ['No figure has data.'];
  const unknown = group.figures
    .filter(({ verdict }) => verdict === 'unknown')
    .map(({ name, reason }) => `${name}: ${reason}`);
  return [
    ...table(page, figureHead, rows, (column) => (column === 1 || column === 2 ? 'right' : 'left')),
    '',
    ...[...changeSentences(group), ...unknown].flatMap((text) => wrapText(text, page.columns - 2)),
    ...remark(page, 'first and latest: the medians up to the first change, and since the last one.'),
  ];
}
