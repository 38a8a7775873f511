import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importPrices } from '../../src/cost/import-prices.js';
import { readPrices, shippedPrices, staleWarning } from '../../src/cost/read-prices.js';
import { UsageError } from '../../src/errors/errors.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cache-bench-prices-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function changed(change: (text: string) => string): Promise<string> {
  const file = join(folder, 'prices.json');
  await writeFile(file, change(await readFile(shippedPrices, 'utf8')));
  return file;
}

describe('a price file', () => {
  it('comes with the program, each figure with a source and a date', async () => {
    const { asOf, list } = await readPrices();
    expect(asOf).toMatch(/^2026-\d\d-\d\d$/);
    expect(list.nodes?.length).toBeGreaterThan(20);
  });

  it.each([
    ['a figure without a source', (text: string) => text.replace(/(0\.0023), "source": "[^"]+"/, '$1')],
    ['a figure with an unknown source', (text: string) => text.replace(/(0\.0023, "source": ")[^"]+/, '$1hearsay')],
    ['a source without a date', (text: string) => text.replace(/,\s*"read": "[^"]+"/, '')],
    ['a price of 0', (text: string) => text.replace('0.0023', '0')],
    ['something that is not JSON', () => 'ecpu: 0.0023'],
  ])('is refused with %s', async (_, change) => {
    const file = await changed((text) =>
      change(
        JSON.stringify(JSON.parse(text)).replaceAll('","', '", "').replaceAll(',"', ', "').replaceAll('":', '": '),
      ),
    );
    await expect(readPrices(file)).rejects.toThrow(UsageError);
  });

  it('is old after 180 days', () => {
    const prices = { asOf: '2026-01-01', file: 'prices.json' };
    const dayMs = 86_400_000;
    expect(staleWarning(prices, Date.parse('2026-01-01') + 180 * dayMs)).toBeUndefined();
    expect(staleWarning(prices, Date.parse('2026-01-01') + 181 * dayMs)).toMatch(/^The prices are 181 days old/);
  });
});

/** A price list in the form in which AWS publishes it, with one price per product. */
function offer(
  products: Readonly<Record<string, Readonly<Record<string, string>>>>,
  prices: Readonly<Record<string, readonly string[]>>,
) {
  const entries = Object.entries(products);
  return {
    formatVersion: 'v1.0',
    offerCode: 'AmazonElastiCache',
    publicationDate: '2026-11-20T13:06:39Z',
    products: Object.fromEntries(
      entries.map(([sku, { family = '', ...attributes }]) => [
        sku,
        {
          sku,
          productFamily: family,
          attributes: { locationType: 'AWS Region', regionCode: 'us-east-1', ...attributes },
        },
      ]),
    ),
    terms: {
      OnDemand: Object.fromEntries(
        entries.map(([sku, { unit = 'Hrs' }]) => [
          sku,
          {
            [`${sku}.X`]: {
              priceDimensions: Object.fromEntries(
                (prices[sku] ?? []).map((usd, index) => [`${sku}.X.${index}`, { unit, pricePerUnit: { USD: usd } }]),
              ),
            },
          },
        ]),
      ),
    },
  };
}

describe('an imported price list', () => {
  const node = { family: 'Cache Instance', instanceType: 'cache.r7g.large', memory: '13.07 GiB' };
  const products = {
    A: { ...node, cacheEngine: 'Valkey', usagetype: 'NodeUsage:cache.r7g.large' },
    B: { ...node, cacheEngine: 'Redis', usagetype: 'NodeUsage:cache.r7g.large' },
    C: { ...node, cacheEngine: 'Redis', usagetype: 'ExtendedSupportYr1_Yr2:cache.r7g.large' },
    D: {
      family: 'ElastiCache Serverless',
      cacheEngine: 'Valkey',
      usagetype: 'ElastiCacheProcessingUnits:Valkey',
      unit: 'ElastiCacheProcessingUnits',
    },
    E: { family: 'ElastiCache Serverless', cacheEngine: 'Valkey', usagetype: 'CachedData:Valkey', unit: 'GB-Hours' },
    F: { ...node, cacheEngine: 'Valkey', usagetype: 'EU-NodeUsage:cache.r7g.large', regionCode: 'eu-west-1' },
  };
  const prices = {
    // A price of 0 applies to what is reserved.
    A: ['0.0000000000', '0.1800000000'],
    B: ['0.2200000000'],
    C: ['0.1752000000'],
    D: ['0.0000000024'],
    E: ['0.0850000000'],
    F: ['0.1990000000'],
  };

  it('gives the prices of its region, its date, and keeps what AWS does not list', async () => {
    const list = importPrices(offer(products, prices), 'us-east-1', (await readPrices()).list);
    expect(list.nodes?.map(({ type, valkey, redis }) => [type, valkey?.value, redis?.value])).toEqual([
      ['cache.r7g.large', 0.18, 0.22],
    ]);
    expect(list.serverless?.valkey).toMatchObject({
      millionUnits: { value: 0.0024 },
      gbHour: { value: 0.085 },
      leastGb: { value: 0.1 },
    });
    expect(list.serverless?.redis).toBeUndefined();
    expect(list.sources['aws-price-list']?.read).toBe('2026-11-20');
    const file = await changed(() => JSON.stringify(list));
    expect((await readPrices(file)).list).toEqual(list);
  });

  it('is refused for a region that it lacks, and if it is something else', async () => {
    const { list } = await readPrices();
    expect(() => importPrices(offer(products, prices), 'mars-1', list)).toThrow(/Regions: eu-west-1, us-east-1$/);
    expect(() => importPrices({ hello: 1 }, 'us-east-1', list)).toThrow(UsageError);
  });
});
