import { type PriceList, priceListSchema } from '../../src/cost/price-list.js';
import type { Prices } from '../../src/cost/read-prices.js';
import type { CommandTraffic, MeasuredTraffic } from '../../src/record/sections/cost.js';

const figure = (value: number) => ({ value, source: 'page' });

/** Prices of us-east-1 with a single node type, as the published examples use them. */
export function examplePrices(changes: Partial<PriceList> = {}): Prices {
  const list = priceListSchema.parse({
    currency: 'USD',
    region: 'us-east-1',
    sources: { page: { title: 'a page', url: 'https://example.com/prices', read: '2026-10-02' } },
    serverless: {
      valkey: { millionUnits: figure(0.0023), gbHour: figure(0.084), leastGb: figure(0.1) },
      redis: { millionUnits: figure(0.0034), gbHour: figure(0.125), leastGb: figure(1) },
      memcached: { millionUnits: figure(0.0034), gbHour: figure(0.125), leastGb: figure(1) },
    },
    serverlessLimits: { unitsPerSecond: figure(15_000_000), gib: figure(5_000), connections: figure(65_000) },
    nodes: [{ type: 'cache.r7g.large', memoryGib: figure(13.07), redis: figure(0.219), valkey: figure(0.1752) }],
    upstash: {
      hundredThousandCommands: figure(0.2),
      gbMonth: figure(0.25),
      freeGb: figure(1),
      gbTransferred: figure(0.03),
      freeGbTransferred: figure(200),
      mostGb: figure(100),
    },
    ...changes,
  });
  return { list, file: 'prices.json', sha256: 'abc', asOf: '2026-10-02' };
}

/** Values of 100 B: one unit per operation. */
export const smallGets: CommandTraffic = {
  calls: 1_000,
  payloadBytes: 100_000,
  wireBytes: 120_000,
  cpuUs: null,
  units: { low: 1_000, likely: 1_000, high: 1_000 },
};

/** 1,000 operations of 100 B at 1,000/s on 1 GB, with a replica. */
export function exampleTraffic(changes: Partial<MeasuredTraffic> = {}): MeasuredTraffic {
  return {
    operations: 1_000,
    ratePerSecond: 1_000,
    engine: 'valkey',
    replicas: 1,
    connections: 50,
    commands: { get: smallGets },
    auditBytes: 0,
    datasetBytes: 2 ** 30,
    ...changes,
  };
}
