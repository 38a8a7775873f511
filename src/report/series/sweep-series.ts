import type { SweepCell, SweepRecord } from '../../record/series/sweep-record.js';
import { csvTable } from '../csv/csv-table.js';
import type { VerdictCase } from '../facts/verdict-cases.js';
import { sweepPage } from '../html/series/sweep-page.js';
import { escapeMarkdown } from '../markdown/escape-markdown.js';
import { textTable } from '../markdown/markdown-blocks.js';
import { withPlainText } from '../plain-text.js';
import {
  cellHead,
  cellReasons,
  cellRows,
  figureLabel,
  intervalRemark,
  intervalText,
  missingReasons,
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
  const remarks = [...cellReasons(sweep), ...missingReasons(sweep)];
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
function csvOf({ axes, figures, variants }: SweepRecord): string {
  const ends = ['median', 'low', 'high', 'isLowerBound'] as const;
  return csvTable(
    [
      ...axes.map(({ name }) => name),
      'runs',
      ...figures.flatMap(({ name }) => ends.map((end) => `${name}:${end}`)),
      ...['runsWithLosses', 'lossShareLow', 'lossShareHigh', 'verdict'],
    ],
    variants.map(({ values, runs, figures: ofCell, losses, verdict }) => [
      ...values,
      runs.length,
      ...figures.flatMap(({ name }) => {
        const { median = null, low = null, high = null, isLowerBound = false } = ofCell[name] ?? {};
        return [median, low, high, String(isLowerBound)];
      }),
      ...[losses?.runsWithLosses ?? null, losses?.low ?? null, losses?.high ?? null, verdict],
    ]),
  );
}
