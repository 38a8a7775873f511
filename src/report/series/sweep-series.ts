import type { SweepCell, SweepRecord } from '../../record/series/sweep-record.js';
import { csvTable } from '../csv/csv-table.js';
import type { VerdictCase } from '../facts/verdict-cases.js';
import { sweepPage } from '../html/series/sweep-page.js';
import { escapeMarkdown } from '../markdown/escape-markdown.js';
import { textTable } from '../markdown/markdown-blocks.js';
import { withPlainText } from '../plain-text.js';
import { pricedModels } from '../sweep/cost-columns.js';
import {
  cellHead,
  cellReasons,
  cellRemarks,
  cellRows,
  figureLabel,
  intervalRemark,
  intervalText,
  sweepHeadline,
  sweepRows,
} from '../sweep/sweep-facts.js';
import type { SeriesAbout, SeriesReport } from './series-report.js';

/** The CI view of a sweep: one case per cell, judged over its runs. */
export function sweepSeries(unchecked: SweepRecord, about: SeriesAbout): SeriesReport {
  const sweep = withPlainText(unchecked);
  const { word, summary } = sweepHeadline(sweep);
  return {
    ...about,
    name: `${sweep.scenario}, swept`,
    summary: `${word}: ${summary}`,
    cases: sweep.variants.map((cell) => caseOf(sweep, cell)),
    markdown: markdownOf(sweep),
    csv: csvOf(sweep),
    page: () => sweepPage(sweep, about),
  };
}

function caseOf({ figures }: SweepRecord, cell: SweepCell): VerdictCase {
  const deciding = cell.gates.filter(({ verdict }) => verdict === cell.verdict);
  const why = deciding.map(({ expression, explanation }) => `${expression}: ${explanation}`);
  const passed = cell.verdict === 'pass' ? 'Every gate passed.' : 'The runs have no verdict.';
  return {
    name: cell.name,
    verdict: cell.verdict,
    message: cell.verdict === 'pass' || why.length === 0 ? passed : why.join(' '),
    text: figures.map(({ name, unit }) => `${figureLabel(name)} ${intervalText(cell.figures[name], unit)}`).join(', '),
  };
}

function markdownOf(sweep: SweepRecord): string {
  const { word, summary } = sweepHeadline(sweep);
  const remarks = [...cellReasons(sweep), ...cellRemarks(sweep)];
  return `${[
    `### ${word}: ${escapeMarkdown(summary)}`,
    textTable(cellHead(sweep), cellRows(sweep), 'figures'),
    escapeMarkdown(intervalRemark),
    ...(remarks.length === 0 ? [] : [remarks.map((text) => `- ${escapeMarkdown(text)}`).join('\n')]),
    sweepRows(sweep)
      .map(([label, text]) => (label === '' ? `  ${escapeMarkdown(text)}` : `- **${label}** ${escapeMarkdown(text)}`))
      .join('\n'),
  ].join('\n\n')}\n`;
}

/** A row per cell: for each figure its median, the ends of its interval, and whether it is a lower bound. */
function csvOf(sweep: SweepRecord): string {
  const { axes, figures, variants } = sweep;
  const models = pricedModels(sweep);
  const prices = ['dollarsPerMonth', 'low', 'high', 'relative'] as const;
  const ends = ['median', 'low', 'high', 'isLowerBound'] as const;
  return csvTable(
    [
      ...axes.map(({ name }) => name),
      'runs',
      ...figures.flatMap(({ name }) => ends.map((end) => `${name}:${end}`)),
      ...models.flatMap((model) => prices.map((price) => `${model}:${price}`)),
      ...['runsWithLosses', 'lossShareLow', 'lossShareHigh', 'verdict'],
    ],
    variants.map(({ values, runs, figures: ofCell, costs = [], losses, verdict }) => [
      ...values,
      runs.length,
      ...figures.flatMap(({ name }) => {
        const { median = null, low = null, high = null, isLowerBound = false } = ofCell[name] ?? {};
        return [median, low, high, String(isLowerBound)];
      }),
      ...models.flatMap((model) => {
        const { dollarsPerMonth: month = null, relative = null } = costs.find((one) => one.model === model) ?? {};
        return [month?.likely ?? null, month?.low ?? null, month?.high ?? null, relative];
      }),
      ...[losses?.runsWithLosses ?? null, losses?.low ?? null, losses?.high ?? null, verdict],
    ]),
  );
}
