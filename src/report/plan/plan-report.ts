import type { LoadPlan } from '../../model/plan-figure.js';
import { formatCount } from '../format-figures.js';
import { type Page, remark, section, table } from '../terminal/page.js';
import { createPaint } from '../terminal/paint.js';

/** How many machines a load takes, each figure with its formula; 80 to 120 columns. */
export function renderPlan(plan: LoadPlan, options: { readonly columns: number; readonly colour: boolean }): string {
  const page: Page = { columns: Math.max(80, Math.min(120, options.columns)), paint: createPaint(options.colour) };
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
