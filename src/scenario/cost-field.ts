import { z } from 'zod';
import { costModelNames } from '../cost/registry.js';
import { report, wholeField } from '../units/fields.js';
import { parseRate } from '../units/rate.js';
import { wordField } from './fields.js';

const peakRate = z
  .union([z.number(), z.string()], { error: 'a rate per second, such as 50000 or 50k' })
  .superRefine((written, context) => {
    const parsed = parseRate(String(written));
    report(
      context,
      parsed.value === null ? { expected: 'a rate per second, such as 50k, because max has no price' } : parsed,
    );
  });
const product = wordField(costModelNames);

/** What the real system is like, for `cost.per_month` and the prices in reports. The names are those of `cache-bench cost`. */
export const costField = z.strictObject({
  prices: z
    .string()
    .min(1)
    .optional()
    .describe('A price file, relative to the current folder; by default the one that comes with cache-bench.'),
  model: z
    .union([product, z.array(product).min(1)])
    .optional()
    .describe(
      'The product that gates refer to, or several of which the first is that; by default every product that serves the load.',
    ),
  rate: peakRate.optional().describe('Peak operations per second of the real system; by default the rate of the run.'),
  dataGb: z
    .number()
    .positive()
    .optional()
    .describe('Stored data in GB; by default what the servers hold after the run.'),
  peakToAverage: z
    .number()
    .min(1)
    .default(1)
    .describe('Peak rate divided by the average of the month: 1 bills every hour as the peak.'),
  replicas: wholeField(0, 5).optional().describe("Replicas per shard; by default the topology's."),
  nodeRate: peakRate
    .optional()
    .describe('Operations per second that one node carries; by default an assumption of 100,000.'),
});
export type CostOptions = z.output<typeof costField>;
