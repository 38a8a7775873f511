import { describe, expect, it } from 'vitest';
import { latencyRecoveredAtMs } from '../../src/metrics/latency-recovery.js';
import { Measurements } from '../../src/metrics/measurements.js';
import { intervalOf, latencyCountsOf } from './interval-fixture.js';

const intervalMs = 100;
const steadyEndMs = 1_000;
const endMs = 5_000;

describe('latency recovery', () => {
  it('is the start of the first second whose p99 is within 1.5 times that of steady', () => {
    const measurements = latencies((atMs) => (atMs < 1_000 ? 1 : atMs < 2_300 ? 8 : 1.4));
    expect(latencyRecoveredAtMs(measurements, steadyEndMs, 1_500, endMs)).toBe(2_300);
  });

  it('is immediate if latency never suffered', () => {
    expect(
      latencyRecoveredAtMs(
        latencies(() => 1),
        steadyEndMs,
        1_530,
        endMs,
      ),
    ).toBe(1_600);
  });

  it('never happens if latency stays above', () => {
    const measurements = latencies((atMs) => (atMs < 1_000 ? 1 : 1.6));
    expect(latencyRecoveredAtMs(measurements, steadyEndMs, 1_500, endMs)).toBeNull();
  });

  it('never happens if less than a second is left', () => {
    const measurements = latencies((atMs) => (atMs < 1_000 ? 1 : atMs < 4_100 ? 8 : 1));
    expect(latencyRecoveredAtMs(measurements, steadyEndMs, 1_500, endMs)).toBeNull();
  });

  it('skips a second in which nothing was measured', () => {
    const measurements = latencies((atMs) => (atMs < 1_000 ? 1 : atMs < 3_000 ? null : 8));
    expect(latencyRecoveredAtMs(measurements, steadyEndMs, 1_500, endMs)).toBeNull();
  });

  it('covers 100 operations if a second has fewer', () => {
    const slowUntil = (slowUntilMs: number) =>
      latencies((atMs) => (atMs < 1_000 ? 1 : atMs < slowUntilMs ? 8 : 1), { samples: 4 });
    // 40 per second: 100 take 2.5 s.
    expect(latencyRecoveredAtMs(slowUntil(2_000), steadyEndMs, 1_500, endMs)).toBe(2_000);
    expect(latencyRecoveredAtMs(slowUntil(3_000), steadyEndMs, 1_500, endMs)).toBeNull();
    // One slow one in 100 is not the p99.
    const once = latencies((atMs) => (atMs === 2_000 ? 8 : 1), { samples: 1, endMs: 20_000 });
    expect(latencyRecoveredAtMs(once, steadyEndMs, 1_500, 20_000)).toBe(1_500);
  });

  it('is undefined without a steady phase to compare with', () => {
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

function latencies(
  latencyMsAt: (atMs: number) => number | null,
  { samples = 20, endMs: untilMs = endMs }: { readonly samples?: number; readonly endMs?: number } = {},
): Measurements {
  const measurements = new Measurements(intervalMs, false);
  for (let number = 0; number * intervalMs < untilMs; number += 1) {
    const latencyMs = latencyMsAt(number * intervalMs);
    const counts = latencyCountsOf(latencyMs === null ? [] : Array.from({ length: samples }, () => latencyMs));
    measurements.add(0, intervalOf(number, { latency: { get: { response: counts, service: counts } } }));
  }
  return measurements;
}
