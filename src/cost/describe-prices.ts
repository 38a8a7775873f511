import type { CostModel } from './cost-model.js';
import type { PriceList } from './price-list.js';
import { costModels } from './registry.js';
import { unpricedProducts } from './unpriced-products.js';

/** The products, and the sources of the prices with their dates, a line each. */
export function describePrices(list: PriceList): readonly string[] {
  const models = Object.entries<CostModel>(costModels);
  const width = Math.max(...models.map(([name]) => name.length)) + 2;
  return [
    'Products:',
    ...models.map(([name, { summary }]) => `  ${name.padEnd(width)}${summary}`),
    `Not priced: ${unpricedProducts}.`,
    '',
    `Prices in ${list.currency} for ${list.region}, read from:`,
    ...Object.values(list.sources).map(
      ({ title, url, read, unverified }) =>
        `  ${read}  ${title} (${url})${unverified === undefined ? '' : `; unverified: ${unverified}`}`,
    ),
  ];
}
