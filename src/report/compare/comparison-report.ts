import type { Comparison } from '../../record/series/comparison.js';
import { withPlainText } from '../plain-text.js';
import { labelled, type Page, pageFor, remark, section, table, verdictLines, wrapText } from '../terminal/page.js';
import { comparisonHeadline, comparisonSides, figureHead, figureRow, latencyBesideLosses } from './comparison-facts.js';

/** The terminal report of a comparison: the verdict, what was compared, then every figure, in 80 to 120 columns. */
export function renderComparison(
  unchecked: Comparison,
  options: { readonly columns: number; readonly colour: boolean },
): string {
  const comparison = withPlainText(unchecked);
  const page = pageFor(options);
  const { word, finding } = comparisonHeadline(comparison);
  const cost = latencyBesideLosses(comparison);
  return `${[
    ...verdictLines(page, word, `${comparison.scenario}: ${finding}`),
    ...section(page, 'COMPARED', labelled(page, comparisonSides(comparison))),
    ...section(page, 'FIGURES', figures(page, comparison)),
    ...(cost === null ? [] : section(page, 'COST AND SAFETY', wrapText(cost, page.columns - 2))),
  ].join('\n')}\n`;
}

/** Below this width, the smallest detectable difference appears only with the reasons. */
const wholeTableColumns = 100;

function figures(page: Page, { figures, notComparable }: Comparison): readonly string[] {
  if (figures.length === 0) return ['No figure has data.'];
  const columns = page.columns < wholeTableColumns ? figureHead.length - 1 : figureHead.length;
  const rows = figures.map((figure) => figureRow(figure).slice(0, columns));
  const reasons = [...groupByReason(figures)]
    .filter(([reason]) => reason !== notComparable)
    .flatMap(([reason, names]) => wrapText(`${names.join(', ')}: ${reason}`, page.columns - 2));
  return [
    ...table(page, figureHead.slice(0, columns), rows, (column) => (column === 0 || column === 5 ? 'left' : 'right')),
    '',
    ...reasons,
    '',
    ...remark(page, 'base and new are medians over the runs; the interval is of the effect.'),
  ];
}

function groupByReason(figures: Comparison['figures']): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const { name, reason } of figures) names.set(reason, [...(names.get(reason) ?? []), name]);
  return names;
}
