import type { RunRecord } from '../record/run-record.js';
import type { PricedModel } from '../record/sections/cost.js';
import { type Reading, reading } from './reading.js';

/** A price of the run's load on the product that gates refer to; missing if it does not fit there. */
export function readCost({ cost }: RunRecord, of: (model: PricedModel) => number | null | undefined): Reading {
  if (cost === undefined) return { value: null, reason: 'the record does not say what the load transferred' };
  const model = cost.models.find(({ model }) => model === cost.model);
  if (model === undefined) return { value: null, reason: 'the price file has no product that can serve the load' };
  return reading(of(model), model.fits ? 'it has no price' : `the load does not fit on ${model.model}`, model.why);
}
