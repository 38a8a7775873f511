import { z } from 'zod';
import { UsageError } from '../errors/errors.js';
import { type Figure, type NodeType, namedSources, type PriceList } from './price-list.js';

/** The parts that are read of an AWS price list: `index.json` of AmazonElastiCache. */
const offerSchema = z.object({
  offerCode: z.string(),
  publicationDate: z.iso.datetime({ offset: true }),
  products: z.record(
    z.string(),
    z.object({ productFamily: z.string().optional(), attributes: z.record(z.string(), z.string()) }),
  ),
  terms: z.object({
    OnDemand: z.record(
      z.string(),
      z.record(
        z.string(),
        z.object({
          priceDimensions: z.record(
            z.string(),
            z.object({ unit: z.string(), pricePerUnit: z.record(z.string(), z.string()) }),
          ),
        }),
      ),
    ),
  }),
});
type Offer = z.infer<typeof offerSchema>;
type Engine = 'valkey' | 'redis' | 'memcached';

const engineOf: Readonly<Record<string, Engine>> = { Valkey: 'valkey', Redis: 'redis', Memcached: 'memcached' };
/** Nodes for Memcached cost what those for Redis OSS do. */
const nodeColumns: Readonly<Record<string, 'valkey' | 'redis'>> = { Valkey: 'valkey', Redis: 'redis' };
const sourceName = 'aws-price-list';

/**
 * The prices of one region from a price list that the user downloaded from AWS. What AWS's list lacks, such as limits and other
 * products, stays as in `base`. Throws UsageError if it is no such list, or has nothing for the region.
 */
export function importPrices(value: unknown, region: string, base: PriceList): PriceList {
  const parsed = offerSchema.safeParse(value);
  if (!parsed.success || parsed.data.offerCode !== 'AmazonElastiCache')
    throw new UsageError(`This is not a price list of AmazonElastiCache. Try the file from ${url(region)}`);
  const offer = parsed.data;
  const found = Object.entries(offer.products).flatMap(([sku, { productFamily = '', attributes }]) => {
    const engine = engineOf[attributes.cacheEngine ?? ''];
    const price = onDemandPrice(offer, sku);
    if (attributes.regionCode !== region || attributes.locationType !== 'AWS Region') return [];
    return engine === undefined || price === undefined ? [] : [{ productFamily, attributes, engine, ...price }];
  });
  const types = nodeTypes(found.filter(({ productFamily, attributes }) => isNode(productFamily, attributes.usagetype)));
  const metered = found.filter(({ productFamily }) => productFamily === 'ElastiCache Serverless');
  if (types.length === 0 && metered.length === 0) {
    const regions = new Set(Object.values(offer.products).flatMap(({ attributes }) => attributes.regionCode ?? []));
    throw new UsageError(
      regions.has(region) || regions.size === 0
        ? `The price list has no price of a node or a serverless cache in US dollars for region ${region}. Try: download it again, whole.`
        : `The price list has nothing for region ${region}. Regions: ${[...regions].toSorted().join(', ')}`,
    );
  }
  const list = { ...base, region, nodes: types, serverless: serverlessPrices(metered, base) };
  const sources = { ...base.sources, [sourceName]: sourceOf(offer, region) };
  const used = new Set(namedSources(list, []).map(({ source }) => source));
  return { ...list, sources: Object.fromEntries(Object.entries(sources).filter(([name]) => used.has(name))) };
}

interface Found {
  readonly attributes: Readonly<Record<string, string>>;
  readonly engine: Engine;
  readonly unit: string;
  readonly usd: number;
}

/** Standard nodes only: other usage types are surcharges, Outposts and reserved capacity. */
function isNode(family: string, usageType = ''): boolean {
  return family === 'Cache Instance' && /(^|-)NodeUsage:/.test(usageType) && !usageType.includes('Outpost');
}

/** A dimension with price 0 is what remains where a reservation applies. */
function onDemandPrice({ terms }: Offer, sku: string): Pick<Found, 'unit' | 'usd'> | undefined {
  return Object.values(terms.OnDemand[sku] ?? {})
    .flatMap(({ priceDimensions }) => Object.values(priceDimensions))
    .map(({ unit, pricePerUnit }) => ({ unit, usd: Number(pricePerUnit.USD) }))
    .find(({ usd }) => usd > 0);
}

function nodeTypes(found: readonly Found[]): NodeType[] {
  const types = new Map<string, NodeType>();
  for (const { attributes, unit, usd } of found) {
    const { instanceType, memory = '', cacheEngine = '' } = attributes;
    const column = nodeColumns[cacheEngine];
    const memoryGib = Number(/^([\d.]+) GiB$/.exec(memory)?.[1]);
    if (instanceType === undefined || !(memoryGib > 0) || unit !== 'Hrs' || column === undefined) continue;
    const known = types.get(instanceType) ?? { type: instanceType, memoryGib: listed(memoryGib) };
    types.set(instanceType, { ...known, [column]: listed(usd) });
  }
  return [...types.values()].toSorted((left, right) => left.type.localeCompare(right.type));
}

function serverlessPrices(found: readonly Found[], base: PriceList): NonNullable<PriceList['serverless']> {
  const priceOf = (engine: Engine, usage: string) =>
    found.find((one) => one.engine === engine && (one.attributes.usagetype ?? '').includes(usage));
  const of = (engine: Engine) => {
    const leastGb = base.serverless?.[engine]?.leastGb;
    const [units, stored] = [priceOf(engine, 'ElastiCacheProcessingUnits'), priceOf(engine, 'CachedData')];
    if (leastGb === undefined || units === undefined || stored === undefined) return undefined;
    // The list has the price of one unit.
    return { millionUnits: listed(units.usd * 1e6), gbHour: listed(stored.usd), leastGb };
  };
  const [valkey, redis, memcached] = [of('valkey'), of('redis'), of('memcached')];
  return { ...(valkey && { valkey }), ...(redis && { redis }), ...(memcached && { memcached }) };
}

function listed(value: number): Figure {
  return { value: Number(value.toPrecision(12)), source: sourceName };
}

function sourceOf({ publicationDate }: Offer, region: string): PriceList['sources'][string] {
  return {
    title: `AWS Price List, AmazonElastiCache, published ${publicationDate}`,
    url: url(region),
    read: publicationDate.slice(0, 10),
  };
}

function url(region: string): string {
  return `https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonElastiCache/current/${region}/index.json`;
}
