import type { RunRecord } from '../../record/run-record.js';
import { errorsLine, errorTexts } from '../facts/error-texts.js';
import type { FigureTable } from '../facts/figure-table.js';
import { formatCount } from '../format-figures.js';
import { type Section, tableBlock } from './blocks.js';
import { chartBlock } from './charts/chart-block.js';
import { type ChartData, chartIds } from './charts/chart-data.js';
import { html } from './markup.js';

/** The error classes over time, and as figures by phase. */
export function errorsSection(record: RunRecord, drawn: ChartData): Section {
  const figures = errorFigures(record);
  const said = errorTexts(record);
  return {
    id: 'errors',
    title: 'Errors',
    content:
      figures.rows.length === 0
        ? html`<p>No operation ended with an error.</p>`
        : [
            chartBlock(drawn, chartIds.errors, {
              title: 'Errors per second, stacked by class',
              summary: `Total: ${errorsLine(record.totals.errors)}.`,
            }),
            tableBlock({ caption: 'Errors by class and phase', ...figures, figures: 'but-first' }),
            said.length === 0
              ? null
              : tableBlock({
                  caption: "The server's first message of each class",
                  head: ['class', 'text'],
                  rows: said,
                  figures: [],
                }),
          ],
  };
}

/** The error classes of a run by phase and in total, most frequent first; no rows without failures. */
function errorFigures({ phases, totals }: RunRecord): FigureTable {
  const classes = Object.entries(totals.errors)
    .filter(([, count]) => count > 0)
    .toSorted(([, a], [, b]) => b - a);
  return {
    head: ['', ...phases.map(({ name }) => name), 'all'],
    rows: classes.map(([name, count]) => [
      name,
      ...phases.map(({ errors }) => formatCount(Object.hasOwn(errors, name) ? (errors[name] ?? 0) : 0)),
      formatCount(count),
    ]),
  };
}
