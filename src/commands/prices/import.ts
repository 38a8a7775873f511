import { basename, dirname, resolve } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.js';
import { checkWritable } from '../../cli/check-writable.js';
import { importPrices } from '../../cost/import-prices.js';
import type { PriceList } from '../../cost/price-list.js';
import { readPrices } from '../../cost/read-prices.js';
import { UsageError } from '../../errors/errors.js';
import { foreignText } from '../../model/foreign-text.js';
import { parseJson } from '../../model/parse-json.js';
import { readBounded } from '../../record/read-bounded.js';
import { writeWhole } from '../../record/write-whole.js';
import { counted } from '../../units/counted.js';

const mostBytes = 256 * 1024 ** 2;

/** `cache-bench prices import`: a price file from AWS's own list. */
export default class PricesImport extends BaseCommand {
  static override summary = 'Turn a price list that you downloaded from AWS into a price file.';
  static override description =
    'Reads index.json of AmazonElastiCache, which AWS serves without an account at ' +
    'https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonElastiCache/current/us-east-1/index.json. ' +
    'Prices of other products stay as they came with cache-bench.';
  static override args = {
    file: Args.string({ required: true, ignoreStdin: true, description: 'The downloaded index.json.' }),
  };
  static override flags = {
    region: Flags.string({ default: 'us-east-1', helpValue: 'REGION', description: 'The region to take prices of.' }),
    out: Flags.string({ default: 'prices.json', helpValue: 'FILE', description: 'The price file to write.' }),
  };
  static override examples = [
    '<%= config.bin %> <%= command.id %> index.json --out prices.json',
    '<%= config.bin %> <%= command.id %> index.json --region eu-west-1 --out eu-west-1.json',
  ];

  async run(): Promise<PriceList> {
    const { args, flags } = await this.parse(PricesImport);
    const out = resolve(this.host.workingDirectory, flags.out);
    await checkWritable(out, flags.out, true);
    const text = await readBounded(args.file, mostBytes).catch((error: unknown) => {
      const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      throw new UsageError(`${args.file} cannot be read (${reason}). Give the index.json that you downloaded.`);
    });
    const value = parseJson(text, (reason) => {
      throw new UsageError(
        `${args.file} is not JSON (${foreignText(reason)}). Give the index.json that you downloaded.`,
      );
    });
    const prices = importPrices(value, flags.region, (await readPrices()).list);
    await writeWhole(dirname(out), basename(out), `${JSON.stringify(prices, null, 2)}\n`);
    this.log(
      `${flags.out}: ${counted(prices.nodes?.length ?? 0, 'node type', 'node types')}, ${counted(Object.keys(prices.serverless ?? {}).length, 'serverless engine', 'serverless engines')}`,
    );
    return prices;
  }
}
