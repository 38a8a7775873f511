import type { CellCost, SweepRecord } from '../../record/series/sweep-record.js';
import { formatDollars, noFigure } from '../format-figures.js';

/** The products that a sweep prices, in the order of its columns; empty: none. */
export function pricedModels({ variants }: SweepRecord): readonly string[] {
  return [...new Set(variants.flatMap(({ costs = [] }) => costs.map(({ model }) => model)))];
}

export function costColumnLabel(model: string): string {
  return `${model} a month`;
}

/** `$256 (1.00×)`: the likely month, and what it is relative to. */
export function costText(costs: readonly CellCost[], model: string): string {
  const cost = costs.find((one) => one.model === model);
  if (cost === undefined) return noFigure;
  if (cost.dollarsPerMonth === null) return 'no price';
  const relative = cost.relative === null ? '' : ` (${cost.relative.toFixed(2)}×)`;
  return `${formatDollars(cost.dollarsPerMonth.likely)}${relative}`;
}

/** What prices are relative to, and why some are missing; empty: nothing is priced. */
export function costRemarks(sweep: SweepRecord): readonly string[] {
  const [model] = pricedModels(sweep);
  const [axis] = sweep.axes;
  if (model === undefined || axis === undefined) return [];
  const unpriced = sweep.variants.flatMap(({ costs = [] }) =>
    costs.filter(({ dollarsPerMonth }) => dollarsPerMonth === null),
  );
  return [
    `Prices are likely ones for a month; × is relative to ${model} with ${axis.name} ${axis.values[0] ?? ''}`,
    ...new Set(unpriced.map(({ model, why }) => `No price on ${model}: ${why}`)),
  ];
}
