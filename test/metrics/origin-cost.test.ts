import { describe, expect, it } from 'vitest';
import type { OriginCounts } from '../../src/metrics/interval-counts.js';
import { Measurements } from '../../src/metrics/measurements.js';
import { busiestSecond, originCost } from '../../src/metrics/origin-cost.js';
import { staleCauses } from '../../src/model/stale-causes.js';
import { tableOf } from '../../src/model/table.js';
import type { CountedInterval, OriginInterval } from '../../src/record/sections/timeline.js';
import { intervalOf, latencyCountsOf } from './interval-fixture.js';

const intervalMs = 100;
const lookups = 1_000;

/** A run of 20 s in which `missesAt` of the reads in an interval reach the origin. */
function curveOf(missesAt: (atMs: number) => number, failedAt: (atMs: number) => number = () => 0) {
  const intervals = Array.from({ length: 200 }, (_, number): CountedInterval => {
    const reads = Math.round(lookups * missesAt((number + 0.5) * intervalMs));
    const origin = {
      applicationReads: lookups,
      reads,
      writes: 5,
      failedReads: 0,
      failedWrites: failedAt(number * intervalMs),
      noConnection: 0,
      p99Us: 1,
      poolWaitP99Us: 1,
    };
    return { ...empty(number), hits: lookups - reads, misses: reads, origin };
  });
  return { intervalMs, intervals };
}

function empty(number: number): CountedInterval {
  return {
    ...{ startMs: number * intervalMs, sent: 0, ok: 0, fail: 0, indeterminate: 0, dropped: 0, hits: 0, misses: 0 },
    ...{ p50Us: null, p99Us: null, maxUs: null, errors: {} },
  };
}

const strike = { steadyEndMs: 5_000, injectedAtMs: 5_000, untilMs: 20_000, healedAtMs: 8_000 };

describe('what a fault costs the origin', () => {
  it('follows the closed form of a cache that refills after a flush', () => {
    // The share of misses falls as exp(-t / 2 s), to the 1 % of before. Its integral over the first second is 2 (1 - exp(-1/2)).
    const cost = originCost(
      curveOf((atMs) => (atMs < 5_000 ? 0.01 : Math.max(0.01, Math.exp((5_000 - atMs) / 2_000)))),
      strike,
    );
    const missingAtOnce = 2 * (1 - Math.exp(-1 / 2));
    expect(cost?.readsPerSecondBefore).toBeCloseTo(100, 6);
    expect(cost?.readsPerSecondPeak).toBeCloseTo(10 * lookups * missingAtOnce, -1);
    expect(cost?.offloadBefore).toBeCloseTo(0.99, 6);
    expect(cost?.lowestOffload).toBeCloseTo(1 - missingAtOnce, 2);
    expect(cost).toMatchObject({ failed: 0 });
  });

  it('compares with the end of steady if the cache was still cold at its start', () => {
    // Every read misses for 3 s, then one in ten.
    const cost = originCost(
      curveOf((atMs) => (atMs < 3_000 ? 1 : 0.1)),
      strike,
    );
    expect(cost).toMatchObject({ readsPerSecondBefore: 10 * lookups * 0.1, offloadBefore: 0.9 });
  });

  it('counts requests, and failed ones, until it is healed', () => {
    const failedAt = (atMs: number) => (atMs >= 5_000 && atMs < 8_000 ? 7 : 0);
    const cost = originCost(
      curveOf(() => 0, failedAt),
      strike,
    );
    expect(cost).toMatchObject({ requests: 30 * (5 + 7), failed: 30 * 7, readsPerSecondPeak: 0, lowestOffload: 1 });
    expect(
      originCost(
        curveOf(() => 0, failedAt),
        { ...strike, healedAtMs: null },
      ),
    ).toMatchObject({
      requests: 150 * 5 + 210,
      failed: 210,
    });
  });

  it('counts reads that the origin failed to answer as reads that needed it', () => {
    const { intervals } = curveOf((atMs) => (atMs < 5_000 ? 0.1 : 0));
    const failing = intervals.map((one) =>
      one.startMs >= 5_000 ? { ...one, origin: { ...one.origin!, failedReads: lookups / 4 } } : one,
    );
    expect(originCost({ intervalMs, intervals: failing }, strike)).toMatchObject({
      ...{ offloadBefore: 0.9, lowestOffload: 0.75, readsPerSecondPeak: 0, failed: 30 * (lookups / 4) },
    });
  });

  it('ends with the next fault', () => {
    const curve = curveOf((atMs) => (atMs >= 9_000 ? 1 : 0));
    expect(originCost(curve, { ...strike, untilMs: 9_000 })).toMatchObject({ readsPerSecondPeak: 0, lowestOffload: 1 });
  });

  it('is nothing without an origin', () => {
    expect(originCost({ intervalMs, intervals: [empty(0)] }, strike)).toBeUndefined();
  });
});

it('the busiest second may start in any interval', () => {
  const reads = [0, 0, 0, 0, 0, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 0, 0, 0, 0, 0].map((count) => ({ reads: count }));
  expect(busiestSecond(reads, intervalMs)).toBe(90);
  expect(busiestSecond([], intervalMs)).toBe(0);
});

it("an interval has the sum of all workers' requests to the origin", () => {
  const measurements = new Measurements(intervalMs, false, { workerCount: 2, untilMs: 0 });
  const origin: OriginCounts = {
    reads: { ok: 5, fail: 2, indeterminate: 1 },
    writes: { ok: 3, fail: 0, indeterminate: 1 },
    errors: { poolTimeout: 2, connectionLost: 2 },
    latency: latencyCountsOf([1, 2, 300]),
    poolWait: latencyCountsOf([4]),
    sharedReads: 0,
    rows: {
      ...{ samples: [], maxAgeMs: 0, phantom: 0, fills: 0, refusedFills: 0 },
      stale: tableOf(staleCauses, () => 0),
    },
  };
  for (const worker of [0, 1])
    measurements.add(
      worker,
      intervalOf(0, { origin, ok: 24, fail: 1, indeterminate: 1, writes: { issued: 4, acknowledged: 3 } }),
    );
  expect(measurements.timeline()[0]?.origin).toMatchObject({
    ...{ applicationReads: 44, reads: 10, failedReads: 6, writes: 6, failedWrites: 2, noConnection: 4 },
    p99Us: expect.toSatisfy((us: number) => Math.abs(us - 300_000) < 300),
  } satisfies Partial<Record<keyof OriginInterval, unknown>>);
});
