import type { EngineName } from '../model/node.js';
import type { CostRange, PricedLoad, PricedModel } from '../record/sections/cost.js';
import type { PriceList } from './price-list.js';

export const hoursPerMonth = 730;
/** Bytes of a GB of stored data, as we bill it. */
export const gbBytes = 2 ** 30;

/** A product and how it bills. */
export interface CostModel {
  /** One sentence for lists. */
  readonly summary: string;
  /** The engines whose loads it can serve. */
  readonly serves: readonly EngineName[];
  /** Undefined: the price file lacks the product. */
  price(load: PricedLoad, list: PriceList): Omit<PricedModel, 'model'> | undefined;
}

/** A load that a product can't sustain: it is not priced. */
export function unfit(why: string): Omit<PricedModel, 'model'> {
  return { fits: false, why, dollarsPerMillion: null, dollarsPerMonth: null, items: [] };
}

/** A load whose price depends on what was not measured. */
export function unpriced(why: string): Omit<PricedModel, 'model'> {
  return { ...unfit(why), fits: true };
}

export const unknownReplies =
  'the size of some replies is not known, because only the servers see them and did not report it';

/** The operations of a month. */
export function operationsPerMonth({ averagePerSecond }: PricedLoad): number {
  return averagePerSecond * 3600 * hoursPerMonth;
}

export function rangeOf(of: (bound: keyof CostRange) => number): CostRange {
  return { low: of('low'), likely: of('likely'), high: of('high') };
}
