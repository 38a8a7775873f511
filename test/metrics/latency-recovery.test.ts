import { describe, expect, it } from 'vitest';
import { latencyRecoveredAtMs } from '../../src/metrics/latency-recovery.js';
import { Measurements } from '../../src/metrics/measurements.js';
import { intervalOf, latencyCountsOf } from './interval-fixture.js';

const intervalMs = 100;
const steadyEndMs = 1_000;
const endMs = 5_000;

describe('the recovery of latency', () => {
  it('is the start of the first second whose p99 is within 1.5 times that of steady', () => {
    const measurements = latencies((atMs) => (atMs < 1_000 ? 1 : atMs < 2_300 ? 8 : 1.4));
    expect(latencyRecoveredAtMs(measurements, steadyEndMs, 1_500, endMs)).toBe(2_300);
  });

  it('is at once when latency never suffered', () => {
    expect(
      latencyRecoveredAtMs(
        latencies(() => 1),
        steadyEndMs,
        1_530,
        endMs,
      ),
    ).toBe(1_600);
  });

  it('never comes when latency stays above', () => {
    const measurements = latencies((atMs) => (atMs < 1_000 ? 1 : 1.6));
    expect(latencyRecoveredAtMs(measurements, steadyEndMs, 1_500, endMs)).toBeNull();
  });

  it('never comes when less than a second is left', () => {
    const measurements = latencies((atMs) => (atMs < 1_000 ? 1 : atMs < 4_100 ? 8 : 1));
    expect(latencyRecoveredAtMs(measurements, steadyEndMs, 1_500, endMs)).toBeNull();
  });

  it('is not a second in which nothing was measured', () => {
    const measurements = latencies((atMs) => (atMs < 1_000 ? 1 : atMs < 3_000 ? null : 8));
    expect(latencyRecoveredAtMs(measurements, steadyEndMs, 1_500, endMs)).toBeNull();
  });

  it('does not exist without a steady phase to compare with', () => {
    expect(
      latencyRecoveredAtMs(
        latencies(() => 1),
        0,
        1_500,
        endMs,
      ),
    ).toBeNull();
  });
});

function latencies(latencyMsAt: (atMs: number) => number | null): Measurements {
  const measurements = new Measurements(intervalMs, false);
  for (let number = 0; number * intervalMs < endMs; number += 1) {
    const latencyMs = latencyMsAt(number * intervalMs);
    const counts = latencyCountsOf(latencyMs === null ? [] : Array.from({ length: 20 }, () => latencyMs));
    measurements.add(0, intervalOf(number, { latency: { get: { response: counts, service: counts } } }));
  }
  return measurements;
}
