import type { RunRecord } from '../record/run-record.js';
import type { PricedModel } from '../record/sections/cost.js';
import type { MetricDefinition } from './metric-definition.js';
import { type Reading, reading } from './reading.js';

const price = {
  aggregates: [],
  perOperation: false,
  fromLatency: false,
  unit: 'dollars',
  better: 'lower',
  windowed: false,
  needs: [],
} as const;

/** What the load of the run would cost. */
export const costMetrics = {
  'cost.per_month': {
    example: 'cost.per_month <= 400',
    ...price,
    generatorBias: 'lowers',
    summary:
      "Likely dollars a month for the load of the run, with the rate, data, product and prices of the scenario's `cost` section; without one, on ElastiCache Serverless by the price file that comes with cache-bench.",
    read: (record: RunRecord) => readCost(record, ({ dollarsPerMonth }) => dollarsPerMonth?.likely),
  },
  'cost.per_million_operations': {
    example: 'cost.per_million_operations <= 0.005',
    ...price,
    generatorBias: 'none',
    summary: 'The same per million operations, without stored data: independent of the rate.',
    read: (record: RunRecord) => readCost(record, ({ dollarsPerMillion }) => dollarsPerMillion),
  },
} as const satisfies Record<string, MetricDefinition>;

/** A price of the run's load on the product that gates refer to; missing if it does not fit there. */
function readCost({ cost }: RunRecord, of: (model: PricedModel) => number | null | undefined): Reading {
  if (cost === undefined) return { value: null, reason: 'the record does not say what the load transferred' };
  const model = cost.models.find(({ model }) => model === cost.model);
  if (model === undefined) return { value: null, reason: 'the price file has no product that can serve the load' };
  return reading(of(model), model.fits ? 'it has no price' : `the load does not fit on ${model.model}`, model.why);
}
