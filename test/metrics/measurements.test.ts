import fc from 'fast-check';
import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import { type IntervalSpan, Measurements } from '../../src/metrics/measurements.js';
import type { OperationCounts } from '../../src/record/sections/stats.js';
import { intervalOf, latencyCountsOf } from './interval-fixture.js';

const count = fc.integer({ min: 0, max: 50 });
const happened = fc.record({
  ok: count,
  fail: count,
  indeterminate: count,
  dropped: count,
  hits: count,
  misses: count,
});
/** By worker, by interval. */
const anyRun = fc.array(fc.array(happened, { maxLength: 12 }), { minLength: 1, maxLength: 3 });

describe('measurements', () => {
  it('have planned = sent + dropped and sent = ok + fail + indeterminate in any span', () => {
    fc.assert(
      fc.property(anyRun, fc.nat(12), fc.nat(12), (run, first, length) => {
        const { operations } = measurementsOf(run).stats({ first, end: first + length }, 1_000);
        expect(operations.planned).toBe(operations.sent + operations.dropped);
        expect(operations.sent).toBe(operations.ok + operations.fail + operations.indeterminate);
      }),
    );
  });

  it('have sums over phases equal to the totals', () => {
    fc.assert(
      fc.property(anyRun, fc.array(fc.nat(12), { maxLength: 3 }), (run, cuts) => {
        const measurements = measurementsOf(run);
        const boundaries = [0, ...cuts.map((cut) => Math.min(cut, measurements.length)), measurements.length];
        boundaries.sort((left, right) => left - right);
        const spans = boundaries.slice(1).map((end, index): IntervalSpan => ({ first: boundaries[index] ?? 0, end }));
        const phases = spans.map((span) => measurements.stats(span, 1_000));
        const totals = measurements.stats(measurements.all(), 1_000);
        const added = (of: (counts: OperationCounts) => number) =>
          phases.reduce((sum, { operations }) => sum + of(operations), 0);
        expect({
          planned: added(({ planned }) => planned),
          sent: added(({ sent }) => sent),
          dropped: added(({ dropped }) => dropped),
          ok: added(({ ok }) => ok),
          fail: added(({ fail }) => fail),
          indeterminate: added(({ indeterminate }) => indeterminate),
        }).toEqual(totals.operations);
        const samples = phases.reduce((sum, { latency }) => sum + (latency.all?.response?.count ?? 0), 0);
        expect(samples).toBe(totals.latency.all?.response?.count ?? 0);
      }),
    );
  });

  it('keep a histogram for each second in which an operation ended, which together hold all operations', () => {
    const measurements = new Measurements(100, false);
    const latency = (latenciesMs: readonly number[]) => ({
      get: { response: latencyCountsOf(latenciesMs), service: latencyCountsOf(latenciesMs) },
    });
    measurements.add(0, intervalOf(0, { ok: 1, latency: latency([1]) }));
    measurements.add(1, intervalOf(9, { ok: 2, latency: latency([2, 9]) }));
    measurements.add(1, intervalOf(23, { ok: 1, latency: latency([7]) }));
    const seconds = measurements.histograms();
    expect(seconds).toMatchObject([
      { startMs: 0, endMs: 1_000, maxUs: 9_000 },
      { startMs: 2_000, endMs: 2_400, maxUs: 7_000 },
    ]);
    const counts = seconds.map(({ histogram }) => decodeFromCompressedBase64(histogram).totalCount);
    expect(counts).toEqual([3, 1]);
  });

  it('are the same for a run whose first part was merged on the way', () => {
    fc.assert(
      fc.property(anyRun, fc.integer({ min: 55, max: 70 }), (run, lengthened) => {
        // Each worker's intervals repeat, so that the run outlasts what is kept individually.
        const long = run.map((intervals) =>
          Array.from({ length: lengthened }, (_, at) => intervals[at % Math.max(1, intervals.length)] ?? nothing),
        );
        const whole = measurementsOf(long);
        const merged = measurementsOf(long, { workerCount: long.length, untilMs: 1_500 });
        const summary = (measurements: Measurements) => ({
          totals: measurements.stats(measurements.all(), 1_000),
          steady: measurements.stats({ first: 0, end: 17 }, 1_000),
          later: measurements.stats({ first: 15, end: 40 }, 1_000),
          timeline: measurements.timeline(),
          histograms: measurements.histograms(),
          p99Us: [
            measurements.quantileUs({ first: 0, end: 15 }, 0.99),
            measurements.quantileUs({ first: 15, end: 16 }, 0.99),
          ],
          threads: measurements.threads({ first: 0, end: 20 }).map((thread) => thread.summary()),
          sent: measurements.sent(),
          errors: [measurements.errorMoments.firstMs(0), measurements.errorMoments.lastMs(0, 1_600)],
        });
        expect(summary(merged)).toEqual(summary(whole));
      }),
      { numRuns: 30 },
    );
  });

  it('refuse to report a part of a span of which they only have the sum', () => {
    const merging = { workerCount: 1, untilMs: Number.POSITIVE_INFINITY };
    const measurements = measurementsOf([Array.from({ length: 80 }, () => nothing)], merging);
    expect(() => measurements.stats({ first: 3, end: 80 }, 1_000)).toThrow(/only the sum is kept/);
    expect(measurements.stats({ first: 70, end: 80 }, 1_000).operations.sent).toBe(0);
  });

  it('wait for the slowest worker before merging', () => {
    const measurements = new Measurements(100, false, { workerCount: 2, untilMs: Number.POSITIVE_INFINITY });
    for (let number = 0; number < 80; number += 1) measurements.add(0, intervalOf(number, { ok: 1 }));
    for (let number = 0; number < 80; number += 1) measurements.add(1, intervalOf(number, { ok: 2 }));
    expect(measurements.timeline().every(({ ok }) => ok === 3)).toBe(true);
    expect(measurements.stats(measurements.all(), 1_000).operations.ok).toBe(240);
  });

  it('keep histograms of several seconds each in a long run, at most 200', () => {
    const measurements = new Measurements(100, true);
    const latency = { get: { response: null, service: latencyCountsOf([1]) } };
    for (let number = 0; number < 4_001; number += 1) measurements.add(0, intervalOf(number, { ok: 1, latency }));
    const histograms = measurements.histograms();
    expect(histograms).toHaveLength(101);
    expect(histograms.slice(0, 2)).toMatchObject([{ startMs: 0, endMs: 4_000 }, { startMs: 4_000 }]);
    expect(histograms.at(-1)?.endMs).toBe(400_100);
  });

  it('have each interval of all workers together in the timeline', () => {
    const measurements = new Measurements(100, false);
    const latency = (latenciesMs: readonly number[]) => ({
      get: { response: latencyCountsOf(latenciesMs), service: latencyCountsOf(latenciesMs) },
    });
    measurements.add(0, intervalOf(0, { ok: 1, hits: 1, latency: latency([1]), errors: {} }));
    measurements.add(
      1,
      intervalOf(0, { ok: 1, hits: 2, misses: 1, fail: 1, latency: latency([2, 9]), errors: { READONLY: 1 } }),
    );
    measurements.add(1, intervalOf(2, { dropped: 4, errors: {} }));
    expect(measurements.timeline()).toEqual([
      {
        startMs: 0,
        sent: 3,
        ok: 2,
        fail: 1,
        indeterminate: 0,
        dropped: 0,
        hits: 3,
        misses: 1,
        p50Us: 2_000,
        p99Us: 9_000,
        maxUs: 9_000,
        errors: { READONLY: 1 },
      },
      { ...emptyInterval, startMs: 100 },
      { ...emptyInterval, startMs: 200, dropped: 4 },
    ]);
  });

  it('have response times only in an open loop, and service times in both', () => {
    const both = { set: { response: latencyCountsOf([8]), service: latencyCountsOf([1]) } };
    const open = new Measurements(100, false);
    open.add(0, intervalOf(0, { ok: 1, latency: both }));
    expect(open.stats(open.all(), 100).latency.set).toMatchObject({
      response: { maxUs: 8_000 },
      service: { maxUs: 1_000 },
    });
    expect(open.quantileUs(open.all(), 0.5)).toBe(8_000);
    const closed = new Measurements(100, true);
    closed.add(0, intervalOf(0, { ok: 1, latency: { set: { response: null, service: latencyCountsOf([1]) } } }));
    expect(closed.stats(closed.all(), 100).latency.set).toMatchObject({ response: null, service: { maxUs: 1_000 } });
    expect(closed.quantileUs(closed.all(), 0.5)).toBe(1_000);
  });

  it('have a throughput of ok operations per second, and none over zero time', () => {
    const measurements = new Measurements(100, false);
    measurements.add(0, intervalOf(0, { ok: 30, fail: 10 }));
    expect(measurements.stats(measurements.all(), 500).throughputPerSecond).toBe(60);
    expect(measurements.stats(measurements.all(), 0).throughputPerSecond).toBeNull();
  });

  it('have the first and the last error around a fault', () => {
    const measurements = new Measurements(100, false);
    measurements.add(0, intervalOf(0, { fail: 2, firstErrorMs: 10, lastErrorMs: 60 }));
    measurements.add(1, intervalOf(1, { fail: 2, firstErrorMs: 120, lastErrorMs: 180 }));
    expect(measurements.errorMoments.firstMs(0)).toBe(10);
    expect(measurements.errorMoments.firstMs(50)).toBe(60);
    expect(measurements.errorMoments.firstMs(61)).toBe(120);
    expect(measurements.errorMoments.firstMs(181)).toBeNull();
    expect(measurements.errorMoments.lastMs(0, 1_000)).toBe(180);
    expect(measurements.errorMoments.lastMs(0, 100)).toBe(60);
    expect(measurements.errorMoments.lastMs(61, 100)).toBeNull();
  });

  it('have the errors of a run of many hours', () => {
    const measurements = new Measurements(100, false);
    for (let number = 0; number < 100_000; number += 1)
      measurements.add(0, intervalOf(number, { firstErrorMs: number, lastErrorMs: number }));
    expect(measurements.errorMoments.firstMs(50)).toBe(50);
    expect(measurements.errorMoments.lastMs(0, 1e9)).toBe(99_999);
  });
});

const nothing = { ok: 0, fail: 0, indeterminate: 0, dropped: 0, hits: 0, misses: 0 };

const emptyInterval = {
  hits: 0,
  misses: 0,
  sent: 0,
  ok: 0,
  fail: 0,
  indeterminate: 0,
  dropped: 0,
  p50Us: null,
  p99Us: null,
  maxUs: null,
  errors: {},
};

function measurementsOf(
  run: readonly (readonly { ok: number; fail: number; indeterminate: number; dropped: number; misses: number }[])[],
  merging = { workerCount: 1, untilMs: 0 },
): Measurements {
  const measurements = new Measurements(100, false, merging);
  run.forEach((intervals, worker) => {
    intervals.forEach((counts, number) => {
      const ended = counts.ok + counts.fail + counts.indeterminate + counts.dropped;
      const response = latencyCountsOf(Array.from({ length: ended }, () => 1));
      const happened = {
        ...counts,
        errors: counts.fail > 0 ? { ERR: counts.fail } : {},
        firstErrorMs: counts.fail > 0 ? number * 100 + worker : null,
        lastErrorMs: counts.fail > 0 ? number * 100 + 50 + worker : null,
        latency: { get: { response, service: null } },
        schedulingLag: latencyCountsOf([1 + counts.ok]),
        thread: { gcMs: counts.misses, eventLoopDelay: latencyCountsOf([1 + counts.fail]) },
      };
      measurements.add(worker, intervalOf(number, happened));
    });
  });
  return measurements;
}
