import { describe, expect, it } from 'vitest';
import { asMeasured, type PricingOptions, priceTraffic } from '../../src/cost/price-load.js';
import type { CostModelName } from '../../src/cost/registry.js';
import { planOperations } from '../../src/load/workload/plan-operations.js';
import type { ValueSizes } from '../../src/model/scenario.js';
import type { MeasuredTraffic } from '../../src/record/sections/cost.js';
import { type RequestCounts, trafficOf } from '../../src/run/record/traffic.js';
import { ServerCounts } from '../../src/run/server-counts.js';
import type { ServerCounters } from '../../src/topology/data-access.js';
import { examplePrices, exampleTraffic } from './example-prices.js';

/** Dollars of a month, item by item, and in all. */
function month(model: CostModelName, options: Partial<PricingOptions> = {}, traffic: Partial<MeasuredTraffic> = {}) {
  const priced = priceTraffic(exampleTraffic(traffic), examplePrices(), { ...asMeasured, ...options, models: [model] });
  const [found] = priced.models;
  return {
    items: found?.items.map(({ dollarsPerMonth }) => Number(dollarsPerMonth.toFixed(2))),
    perMillion: found?.dollarsPerMillion,
    month: found?.dollarsPerMonth,
  };
}

const unseen = { cpuUs: null, replyBytes: null };
/** The characters of a key of ours. */
const keyBytes = 29;

function traffic(kind: 'get' | 'set', valueSizes: ValueSizes, counts: RequestCounts, chain = false) {
  const [request] = planOperations({ mix: { [kind]: 1 }, commands: [], chain, ttlSeconds: null, keysPerOperation: 1 });
  return trafficOf(request!, { protocol: 'resp2', valueSizes }, counts, unseen);
}

const fixed = (bytes: number): ValueSizes => ({ kind: 'fixed', bytes });

const counters = (changes: Partial<ServerCounters>): ServerCounters => ({
  cpuSeconds: 1,
  calls: {},
  usedMemoryBytes: 0,
  evictedKeys: 0,
  expiredKeys: 0,
  flushes: 0,
  process: 'p',
  ...changes,
});

describe('errors that public calculators make', () => {
  it('1: the price of a GB-hour is not that of a GB-month', () => {
    expect(month('serverless-valkey').items).toEqual([6.04, 61.32]);
  });

  it('2: the price of units is for a million, not for a thousand', () => {
    expect(month('serverless-valkey', { ratePerSecond: 1_000_000 }).items?.[0]).toBe(6_044.4);
    expect(month('serverless-valkey').perMillion).toBeCloseTo(0.0023, 12);
  });

  it('3: a write costs what a read of the same size costs', () => {
    const counts = { calls: 100, hits: 0, misses: 0 };
    const [read, write] = [traffic('get', fixed(5_000), counts), traffic('set', fixed(5_000), counts)];
    expect([write.units?.low, write.units?.likely]).toEqual([read.units?.low, read.units?.likely]);
    expect(write.units?.likely).toBeCloseTo((100 * (keyBytes + 5_000)) / 1_000, 9);
  });

  it('4: the least that is stored is 0.1 GB for Valkey, and 1 GB for Redis', () => {
    const small = { datasetBytes: 10_000_000 };
    expect(month('serverless-valkey', {}, small).items?.[1]).toBe(6.13);
    expect(month('serverless-redis', {}, small).items?.[1]).toBe(91.25);
  });

  it("5: the server's counters count from its start, so only their growth belongs to the run", () => {
    const counts = new ServerCounts(counters({ calls: { eval: 900 }, commandUs: { eval: 9_000 } }), 0, ['eval'], false);
    counts.startMeasuring();
    counts.note(counters({ calls: { eval: 1_000 }, commandUs: { eval: 10_000 } }), 1_000);
    expect(counts.uses).toEqual({ eval: { calls: 100, cpuUs: 1_000 } });
  });

  it('6: a mean size hides what the least unit adds: ten reads of 0.1 KB and one of 9 KB are 19 units, not 11', () => {
    const sizes: ValueSizes = {
      kind: 'weighted',
      choices: [
        { bytes: 100 - keyBytes, weight: 10 },
        { bytes: 9_000 - keyBytes, weight: 1 },
      ],
    };
    expect(traffic('get', sizes, { calls: 11, hits: 11, misses: 0 }).units?.likely).toBeCloseTo(19, 9);
  });

  it('7: nobody says whether a KB has 1,000 or 1,024 bytes, so both are bounds; a GB has 2^30', () => {
    const { units } = traffic('get', fixed(10_240 - keyBytes), { calls: 1, hits: 1, misses: 0 });
    expect(units?.low).toBeCloseTo(10, 9);
    expect(units?.likely).toBeCloseTo(10.24, 9);
    expect(units?.high).toBeGreaterThan(10.24);
    expect(month('serverless-valkey', {}, { datasetBytes: 2 ** 31 }).items?.[1]).toBe(122.64);
  });

  it('8: what the audit of writes adds is no load', () => {
    const counts = { calls: 10, hits: 0, misses: 0 };
    const [plain, audited] = [traffic('set', fixed(100), counts), traffic('set', fixed(100), counts, true)];
    expect(plain.payloadBytes).toBe(10 * (keyBytes + 100));
    expect(audited.payloadBytes).toBe(10 * (keyBytes + 100 + 'GET'.length + 100));
    expect(month('serverless-valkey', {}, { auditBytes: 1e12 })).toEqual(month('serverless-valkey'));
  });

  it('9: replication costs nothing', () => {
    expect(month('serverless-valkey', {}, { replicas: 5 })).toEqual(month('serverless-valkey', {}, { replicas: 0 }));
  });

  it('10: a month does not consist of peaks; nodes have to carry them all the same', () => {
    const average = month('serverless-valkey', { ratePerSecond: 3_000, peakToAverage: 3 });
    expect(average.items).toEqual(month('serverless-valkey').items);
    const spiky = { ratePerSecond: 1_000_000, peakToAverage: 10, nodePerSecond: 100_000 };
    expect(month('nodes-valkey', spiky).items).toEqual([Number((20 * 0.1752 * 730).toFixed(2))]);
  });

  it('11: a request that failed was sent, and a client that repeats it is charged again', () => {
    const { payloadBytes, units } = traffic('get', fixed(1_000), { calls: 10, hits: 7, misses: 1 });
    expect(payloadBytes).toBe(10 * keyBytes + 7 * 1_000);
    expect(units?.likely).toBeCloseTo(7 * 1.029 + 3, 9);
  });
});
