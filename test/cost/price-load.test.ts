import { describe, expect, it } from 'vitest';
import { asMeasured, type PricingOptions, priceTraffic } from '../../src/cost/price-load.js';
import type { MeasuredTraffic } from '../../src/record/sections/cost.js';
import { examplePrices, exampleTraffic, smallGets } from './example-prices.js';

function priced(options: Partial<PricingOptions> = {}, traffic: Partial<MeasuredTraffic> = {}) {
  const cost = priceTraffic(exampleTraffic(traffic), examplePrices(), { ...asMeasured, ...options });
  const of = (name: string) => cost.models.find(({ model }) => model === name);
  return { cost, of };
}

describe('the price of a load', () => {
  it.each([
    [1_000, 6.04],
    [10_000, 60.44],
    [100_000, 604.44],
    [1_000_000, 6_044.4],
  ])('on serverless Valkey, %i/s of 1 unit: $%f of requests a month', (ratePerSecond, dollars) => {
    const { of } = priced({ ratePerSecond });
    expect(of('serverless-valkey')?.items[0]?.dollarsPerMonth).toBeCloseTo(dollars, 2);
  });

  it('on nodes that hold 1 GB, with a replica: two cache.r7g.large for $255.79 a month', () => {
    expect(priced().of('nodes-valkey')?.items).toEqual([
      { what: '2 × cache.r7g.large', dollarsPerMonth: expect.closeTo(255.79, 2) },
    ]);
  });

  it('on serverless and on nodes is the same at 32,174/s with 1 GB', () => {
    const [breakEven] = priced().cost.breakEven;
    expect(breakEven).toEqual({
      engine: 'valkey',
      ratePerSecond: expect.closeTo(32_174, -1),
      nodes: 2,
      type: 'cache.r7g.large',
    });
    const { of } = priced({ ratePerSecond: breakEven?.ratePerSecond ?? 0 });
    expect(of('serverless-valkey')?.dollarsPerMonth?.likely).toBeCloseTo(255.79, 1);
  });

  it('on Upstash: commands, and what exceeds the free traffic and data', () => {
    const [commands, traffic, stored] = priced({ dataGb: 3 }).of('upstash')?.items ?? [];
    // 2,628 million commands at $0.20 per 100,000; 315.36 GB of which 200 are free; 2 GB more than the free one.
    expect(commands?.dollarsPerMonth).toBeCloseTo(5_256, 6);
    expect(traffic?.dollarsPerMonth).toBeCloseTo((315.36 - 200) * 0.03, 6);
    expect(stored?.dollarsPerMonth).toBeCloseTo(0.5, 6);
  });

  it('per million operations does not depend on the rate', () => {
    const [once, twice] = [priced(), priced({ ratePerSecond: 2_000 })];
    for (const model of ['serverless-valkey', 'upstash'])
      expect(twice.of(model)?.dollarsPerMillion).toBe(once.of(model)?.dollarsPerMillion);
  });

  it('is not given for what does not fit, but the reason is', () => {
    const { of } = priced({ ratePerSecond: 20_000_000, dataGb: 6_000 });
    expect(of('serverless-valkey')).toMatchObject({
      fits: false,
      dollarsPerMonth: null,
      why: '20,000,000 units per second, at most 15,000,000; 6,000 GiB of data, at most 5,000',
    });
  });

  it('is not given where the size of replies is unknown', () => {
    const unknown = { ...smallGets, payloadBytes: null, wireBytes: null, units: null };
    const { of } = priced({}, { commands: { get: smallGets, hmget: unknown } });
    expect(of('serverless-valkey')).toMatchObject({ fits: true, dollarsPerMonth: null });
  });

  it('assumes the least stored data where the run did not measure it, and says so', () => {
    const { of } = priced({}, { datasetBytes: null });
    expect(of('serverless-redis')?.why).toBe('stored data is not known: priced as the least, 1 GB');
  });

  it('is only given for products that speak the protocol', () => {
    const models = priced({}, { engine: 'memcached' }).cost.models.map(({ model }) => model);
    expect(models).toEqual(['serverless-memcached', 'nodes-memcached']);
  });
});
