import { Args } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { costFlags, readPricing } from '../cli/cost-flags.js';
import { describePrices } from '../cost/describe-prices.js';
import { priceTraffic } from '../cost/price-load.js';
import { readPrices, shippedPrices, staleWarning } from '../cost/read-prices.js';
import { unpricedProducts } from '../cost/unpriced-products.js';
import { UsageError } from '../errors/errors.js';
import { readRecord } from '../record/read-record.js';
import { renderCost } from '../report/cost/cost-report.js';

/** `cache-bench cost`: what the load of a saved run would cost. */
export default class Cost extends BaseCommand {
  static override summary = 'What the load of a saved run would cost, product by product.';
  static override description =
    'Prices come from a file with a source and a date for every figure; nothing is read from the network. ' +
    'Low, likely and high differ by what providers leave open, such as whether bytes of the protocol are billed. ' +
    'A product that could not carry the load is not priced.';
  static override args = {
    record: Args.string({ ignoreStdin: true, description: 'A record.json, or the folder of a run.' }),
  };
  static override flags = costFlags;
  static override examples = [
    '<%= config.bin %> <%= command.id %> reports/20260214-093012-k3v9',
    '<%= config.bin %> <%= command.id %> reports/20260214-093012-k3v9 --rate 50k --data-gb 20 --peak-to-average 3',
    '<%= config.bin %> <%= command.id %> reports/20260214-093012-k3v9 --model serverless-valkey --model nodes-valkey --json',
    '<%= config.bin %> <%= command.id %> --list',
  ];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Cost);
    const options = readPricing(flags);
    const prices = await readPrices(flags.prices ?? shippedPrices);
    const warning = staleWarning(prices, Date.now());
    if (warning !== undefined) this.progress(`Warning: ${warning}`);
    if (flags.list) {
      for (const line of describePrices(prices.list)) this.log(line);
      return prices;
    }
    if (args.record === undefined)
      throw new UsageError('Give a record. Try: cache-bench cost reports/<run id>, or cache-bench cost --list');
    const { cost, run } = await readRecord(args.record);
    if (cost === undefined)
      throw new UsageError(
        `The record of run ${run.id} does not say what its load transferred: it was written by cache-bench ${run.version} before ` +
          'costs were recorded, or nothing was measured. Run the scenario again.',
      );
    const priced = priceTraffic(cost.measured, prices, options);
    if (priced.models.length === 0)
      throw new UsageError(
        `None of these products can serve a load of ${cost.measured.engine}, or the price file lacks them. Try: cache-bench cost --list`,
      );
    const { stdout } = this.host;
    const columns = stdout.isTerminal ? stdout.columns : 100;
    this.log(renderCost(priced, { columns, colour: stdout.colour, unpriced: unpricedProducts }).replace(/\n$/, ''));
    return priced;
  }
}
