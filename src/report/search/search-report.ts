import type { SearchRecord } from '../../record/series/search-record.js';
import { formatInUnit, formatLatency, formatRate, noFigure } from '../format-figures.js';
import { withPlainText } from '../plain-text.js';
import { labelled, type Page, pageFor, remark, section, table, verdictLines, wrapText } from '../terminal/page.js';
import { askedRows, missedReasons, searchHeadline, voidSteps } from './search-facts.js';

/** The terminal report of a search: what was found and why, then every step, in 80 to 120 columns. */
export function renderSearch(
  unchecked: SearchRecord,
  options: { readonly columns: number; readonly colour: boolean; readonly searchPath: string | null },
): string {
  const search = withPlainText(unchecked);
  const page = pageFor(options);
  const { word, finding, meaning } = searchHeadline(search);
  const isVoid = voidSteps(search);
  const sentences = [`${search.scenario}: ${finding}`, ...(meaning ? [meaning] : []), ...(isVoid ? [isVoid] : [])];
  return `${[
    ...verdictLines(page, word, ...sentences),
    ...section(page, 'ASKED FOR', labelled(page, askedRows(search))),
    ...section(page, 'STEPS', steps(page, search)),
    '',
    ...(options.searchPath === null ? [] : [`record  ${options.searchPath}`]),
  ].join('\n')}\n`;
}

function steps(page: Page, search: SearchRecord): readonly string[] {
  const { steps, objectives, unit } = search;
  if (steps.length === 0) return ['No step was completed.'];
  const rows = steps.map(({ ratePerSecond, outcome, figure, p50Us, p99Us }, index) => [
    String(index + 1),
    formatRate(ratePerSecond),
    outcome,
    formatLatency(p50Us),
    formatLatency(p99Us),
    // The first objective is usually the p99 itself.
    figure === null ? noFigure : formatInUnit(figure, unit),
  ]);
  const reasons = missedReasons(search).flatMap((reason) => wrapText(reason, page.columns - 2));
  return [
    ...table(page, ['step', 'rate', 'verdict', 'p50', 'p99', objectives[0] ?? ''], rows, (column) =>
      column === 2 ? 'left' : 'right',
    ),
    ...(reasons.length === 0 ? [] : ['', ...reasons]),
    '',
    ...remark(
      page,
      'p50 and p99 are of the response time over the step; if a step was saturated, the servers may be faster.',
    ),
  ];
}
