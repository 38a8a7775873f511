import type { LoadPlan } from '../../model/plan-figure.js';
import { formatCount } from '../format-figures.js';
import { pageFor, remark, section, table } from '../terminal/page.js';

/** How many machines a load takes, each figure with its formula; 80 to 120 columns. */
export function renderPlan(plan: LoadPlan, options: { readonly columns: number; readonly colour: boolean }): string {
  const page = pageFor(options);
  const rows = plan.figures.map(({ name, value, unit, formula }) => [
    name,
    `${formatCount(value)} ${unit}`.trim(),
    formula,
  ]);
  const lines = [
    ...section(
      page,
      'PLAN',
      table(page, ['', 'figure', 'formula'], rows, (column) => (column === 1 ? 'right' : 'left')),
    ),
    ...section(
      page,
      'ASSUMPTIONS',
      plan.assumptions.flatMap((sentence) => remark(page, sentence)),
    ),
  ];
  return `${lines.join('\n').replace(/^\n+/, '')}\n`;
}
