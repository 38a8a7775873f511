import type { SweepRecord } from '../../record/series/sweep-record.js';
import { withPlainText } from '../plain-text.js';
import { labelled, type Page, pageFor, remark, section, table, verdictLines, wrapText } from '../terminal/page.js';
import {
  cellHead,
  cellReasons,
  cellRemarks,
  cellRows,
  intervalRemark,
  sweepAnswer,
  sweepHeadline,
  sweepRows,
} from './sweep-facts.js';

/** The terminal report of a sweep: the verdict, what was varied, then a row per cell, in 80 to 120 columns. */
export function renderSweep(
  unchecked: SweepRecord,
  options: { readonly columns: number; readonly colour: boolean; readonly path: string | null },
): string {
  const sweep = withPlainText(unchecked);
  const page = pageFor(options);
  const { word, summary } = sweepHeadline(sweep);
  return `${[
    ...verdictLines(page, word, summary),
    ...wrapText(sweepAnswer(sweep).join(' '), page.columns),
    ...section(page, 'VARIED', labelled(page, sweepRows(sweep))),
    ...section(page, 'CELLS', cells(page, sweep)),
    ...section(
      page,
      'GATES',
      cellReasons(sweep).flatMap((reason) => wrapText(reason, page.columns - 2)),
    ),
    '',
    ...(options.path === null ? [] : [`sweep  ${options.path}`]),
  ].join('\n')}\n`;
}

function cells(page: Page, sweep: SweepRecord): readonly string[] {
  const [head, rows] = [cellHead(sweep), cellRows(sweep)];
  const axes = sweep.axes.length;
  const align = (column: number) => (column < axes || column === head.length - 1 ? 'left' : 'right');
  return [
    ...table(page, head, rows, align, axes),
    '',
    ...cellRemarks(sweep).flatMap((reason) => wrapText(reason, page.columns - 2)),
    ...remark(page, intervalRemark),
  ];
}
