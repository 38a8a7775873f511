import type { PricingOptions } from '../cost/price-load.js';
import { type Prices, readPrices, staleWarning } from '../cost/read-prices.js';
import { parseRate } from '../units/rate.js';
import type { CostOptions } from './cost-field.js';
import type { ScenarioWarning } from './findings.js';
import type { DocumentProblem } from './problem.js';

/** The prices of a run's load, and what the real system is like. */
export interface CostPlan {
  readonly prices: Prices;
  readonly options: PricingOptions;
}

interface PlannedCost {
  /** Null: the document does not say, or there is a problem. */
  readonly cost: CostPlan | null;
  readonly problems: readonly DocumentProblem[];
  readonly warnings: readonly ScenarioWarning[];
}

/** Reads the price file of a document, so that a run with a wrong one never starts. */
export async function planCost(given: CostOptions | undefined): Promise<PlannedCost> {
  if (given === undefined) return { cost: null, problems: [], warnings: [] };
  const prices = await readPrices(given.prices).catch((error: Error) => error);
  if (prices instanceof Error)
    return { cost: null, problems: [{ path: ['cost', 'prices'], message: prices.message }], warnings: [] };
  const old = staleWarning(prices, Date.now());
  return {
    cost: { prices, options: pricingOptions(given) },
    problems: [],
    warnings: old === undefined ? [] : [{ code: 'old-prices', message: old }],
  };
}

function pricingOptions({ model, rate, dataGb, peakToAverage, replicas, nodeRate }: CostOptions): PricingOptions {
  return {
    models: model === undefined ? null : [model].flat(),
    ratePerSecond: rateOf(rate),
    dataGb: dataGb ?? null,
    peakToAverage,
    replicas: replicas ?? null,
    nodePerSecond: rateOf(nodeRate),
  };
}

function rateOf(written: string | number | undefined): number | null {
  return written === undefined ? null : (parseRate(String(written)).value ?? null);
}
