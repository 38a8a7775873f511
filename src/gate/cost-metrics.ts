import type { RunRecord } from '../record/run-record.js';
import type { MetricDefinition } from './metric-definition.js';
import { readCost } from './read-cost.js';

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
