import { medianInterval } from '../../gate/compare/statistics.js';
import type { RunRecord } from '../../record/run-record.js';
import type { CostRange } from '../../record/sections/cost.js';
import type { CellCost, SweepCell, SweepRecord } from '../../record/series/sweep-record.js';

type Priced = Omit<CellCost, 'relative'>;
export type PricedCell = Omit<SweepCell, 'costs'> & { readonly costs: readonly Priced[] };

/** What the load of a cell costs on the products that its scenario names; without names, on the one that gates refer to. Empty: it asks for no prices. */
export function cellCosts(records: readonly RunRecord[]): readonly Priced[] {
  const costs = records.flatMap(({ scenario, cost }) =>
    scenario.cost === undefined || cost === undefined ? [] : [cost],
  );
  const [first] = costs;
  if (first === undefined) return [];
  const named = records[0]?.scenario.cost;
  const all = typeof named === 'object' && named !== null && 'model' in named;
  const names = all ? first.models.map(({ model }) => model) : [first.model];
  return names.map((name): Priced => {
    const models = costs.flatMap(({ models }) => models.filter(({ model }) => model === name));
    const months = models.map(({ dollarsPerMonth }) => dollarsPerMonth);
    const unpriced = models.find(({ dollarsPerMonth }) => dollarsPerMonth === null);
    return { model: name, dollarsPerMonth: medianMonth(months), why: (unpriced ?? models[0])?.why ?? '' };
  });
}

function medianMonth(months: readonly (CostRange | null)[]): CostRange | null {
  const of = (bound: keyof CostRange) => medianInterval(months.map((month) => month?.[bound] ?? null)).median;
  const [low, likely, high] = [of('low'), of('likely'), of('high')];
  return low === null || likely === null || high === null ? null : { low, likely, high };
}

/**
 * The same cells with each price relative to the first product's in the cell that has the first value on the first axis, and the
 * same on the others: `async`, where durability is varied first.
 */
export function withRelativeCosts(cells: readonly PricedCell[], [first]: SweepRecord['axes']): readonly SweepCell[] {
  return cells.map(({ costs, ...cell }): SweepCell => {
    if (costs.length === 0) return cell;
    const [, ...others] = cell.values;
    const base = cells.find(
      ({ values: [value, ...rest] }) => value === first?.values[0] && rest.every((one, index) => one === others[index]),
    );
    const baseDollars = base?.costs[0]?.dollarsPerMonth?.likely ?? 0;
    return {
      ...cell,
      costs: costs.map((cost) => ({
        ...cost,
        relative: cost.dollarsPerMonth === null || baseDollars === 0 ? null : cost.dollarsPerMonth.likely / baseDollars,
      })),
    };
  });
}
