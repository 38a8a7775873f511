import { Flags } from '@oclif/core';
import type { PricingOptions } from '../cost/price-load.js';
import { type CostModelName, costModelNames } from '../cost/registry.js';
import { UsageError } from '../errors/errors.js';
import { nearestWord } from '../errors/nearest-word.js';
import { parseRate } from '../units/rate.js';

export const costFlags = {
  model: Flags.string({
    multiple: true,
    helpValue: 'NAME',
    description: 'A product to price; repeatable. Default: all that can serve the load. Names: cost --list.',
  }),
  rate: Flags.string({
    helpValue: 'RATE',
    description: 'Peak operations per second of the real system. Default: the rate of the run.',
  }),
  'data-gb': Flags.string({
    helpValue: 'GB',
    description: 'Data stored, in GB. Default: what the servers held after the run.',
  }),
  'peak-to-average': Flags.string({
    helpValue: 'FACTOR',
    default: '1',
    description: 'Peak rate divided by the average of the month: 1 bills every hour as the peak.',
  }),
  replicas: Flags.integer({ min: 0, max: 5, description: "Replicas per shard. Default: the run's." }),
  'node-rate': Flags.string({
    helpValue: 'RATE',
    description: 'Operations per second that one node carries. Default: an assumption of 100,000.',
  }),
  prices: Flags.string({
    helpValue: 'FILE',
    description: 'A price file. Default: the one that comes with cache-bench.',
  }),
  list: Flags.boolean({ description: 'List the products, and the prices with their sources and dates.' }),
};

/** Parses the flags of `cost`. Throws UsageError. */
export function readPricing(flags: {
  readonly model?: readonly string[] | undefined;
  readonly rate?: string | undefined;
  readonly 'data-gb'?: string | undefined;
  readonly 'peak-to-average': string;
  readonly replicas?: number | undefined;
  readonly 'node-rate'?: string | undefined;
}): PricingOptions {
  const peakToAverage = numberOf('--peak-to-average', flags['peak-to-average'], 'a factor of at least 1, such as 3');
  if (peakToAverage < 1)
    throw new UsageError(`--peak-to-average: expected a factor of at least 1, found ${flags['peak-to-average']}.`);
  return {
    models: flags.model?.map(modelNamed) ?? null,
    ratePerSecond: readRate('--rate', flags.rate),
    dataGb: flags['data-gb'] === undefined ? null : numberOf('--data-gb', flags['data-gb'], 'GB, such as 1 or 0.5'),
    peakToAverage,
    replicas: flags.replicas ?? null,
    nodePerSecond: readRate('--node-rate', flags['node-rate']),
  };
}

function modelNamed(name: string): CostModelName {
  const model = costModelNames.find((known) => known === name);
  if (model !== undefined) return model;
  const meant = nearestWord(name, costModelNames);
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
  throw new UsageError(
    `--model: there is no product ${JSON.stringify(name)}.${hint} Products: ${costModelNames.join(', ')}`,
  );
}

/** A rate above 0 from a flag; null: the flag was not given. Throws UsageError. */
export function readRate(flag: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const rate = parseRate(text).value;
  if (typeof rate === 'number') return rate;
  throw new UsageError(
    `${flag}: expected a rate per second above 0, such as 10000 or 500k, found ${JSON.stringify(text)}.`,
  );
}

/** A number of at least 0 from a flag. Throws UsageError. */
export function numberOf(flag: string, text: string, expected: string): number {
  if (/^\d+(\.\d+)?$/.test(text.trim())) return Number(text);
  throw new UsageError(`${flag}: expected ${expected}, found ${JSON.stringify(text)}.`);
}
