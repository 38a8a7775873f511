import { expect, it } from 'vitest';
import { Measurements } from '../../src/metrics/measurements.js';
import { RunningStats } from '../../src/metrics/running-stats.js';
import { intervalOf, latencyCountsOf } from './interval-fixture.js';

it('during a run, returns what the record would have for the same intervals', () => {
  const running = new RunningStats();
  const measurements = new Measurements(100, false);
  for (let number = 0; number < 20; number += 1) {
    const response = latencyCountsOf([1 + number]);
    const counts = intervalOf(number, {
      sent: 3,
      ok: 2,
      fail: 1,
      dropped: 1,
      hits: 1,
      reads: { get: { hits: 1, misses: 2 }, [`hget-${number % 2}`]: { hits: 0, misses: 1 } },
      writes: { issued: 2, acknowledged: 1 },
      errors: { timeout: 1 },
      latency: { [number % 2 === 0 ? 'set' : 'get']: { response, service: response } },
    });
    running.add(counts);
    measurements.add(0, counts);
  }
  const stats = JSON.parse(JSON.stringify(running.stats(2000)));
  expect(stats).toEqual(JSON.parse(JSON.stringify(measurements.stats(measurements.all(), 2000))));
  expect(stats.operations).toMatchObject({ planned: 80, ok: 40 });
  expect(stats.reads).toEqual({
    get: { hits: 20, misses: 40 },
    'hget-0': { hits: 0, misses: 10 },
    'hget-1': { hits: 0, misses: 10 },
  });
});

it('waits for every worker before it considers an interval complete', () => {
  const measurements = new Measurements(100, false, { workerCount: 2, untilMs: 0 });
  measurements.add(0, intervalOf(0));
  measurements.add(0, intervalOf(1));
  expect(measurements.completeIntervals).toBe(0);
  measurements.add(1, intervalOf(0));
  expect(measurements.completeIntervals).toBe(1);
});
