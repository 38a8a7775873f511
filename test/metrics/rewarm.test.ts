import { describe, expect, it } from 'vitest';
import { rewarmAfterFault, rewarmFromCold } from '../../src/metrics/rewarm.js';

const intervalMs = 100;
const endMs = 20_000;

/** The hit rate in the middle of each interval, with this many reads per interval. */
function curveOf(rateAt: (atMs: number) => number, { reads = 10_000, lengthMs = endMs } = {}) {
  const intervals = Array.from({ length: lengthMs / intervalMs }, (_, number) => {
    const hits = Math.round(reads * rateAt((number + 0.5) * intervalMs));
    return { hits, misses: reads - hits };
  });
  return { intervalMs, intervals };
}

const strike = { steadyEndMs: 5_000, injectedAtMs: 5_000, untilMs: endMs };

/** A flush at 5 s, after which the share of missing keys falls with time constant `tauMs`. */
const flushed = (tauMs: number) => (atMs: number) => (atMs < 5_000 ? 1 : 1 - Math.exp(-(atMs - 5_000) / tauMs));

describe('the rewarm time after a fault', () => {
  it.each([1_000, 2_000, 3_000])(
    'follows the closed form of a cache that refills with time constant %d ms',
    (tauMs) => {
      const { rewarmMs, lowestHitRate } = rewarmAfterFault(curveOf(flushed(tauMs)), strike);
      // Over the second from t on, exp(-t/tau) * tau * (1 - exp(-1/tau)) of the reads miss: 5 % at this t, with a
      // resolution of 100 ms.
      const tau = tauMs / 1000;
      const missingAtOnce = tau * (1 - Math.exp(-1 / tau));
      const exactMs = tauMs * Math.log(missingAtOnce / 0.05);
      expect(rewarmMs).toBe(Math.ceil(exactMs / intervalMs) * intervalMs);
      expect(lowestHitRate).toBeCloseTo(1 - missingAtOnce, 2);
    },
  );

  it('has the length of a step', () => {
    const curve = curveOf((atMs) => (atMs >= 5_000 && atMs < 8_200 ? 0.2 : 0.9));
    expect(rewarmAfterFault(curve, strike)).toEqual({ rewarmMs: 3_200, lowestHitRate: 0.2 });
  });

  it('counts from the injection, even if the dip comes later', () => {
    const curve = curveOf((atMs) => (atMs >= 9_000 && atMs < 11_000 ? 0 : 0.9));
    expect(rewarmAfterFault(curve, { ...strike, injectedAtMs: 5_050 }).rewarmMs).toBe(11_000 - 5_050);
  });

  it('compares with steady, however low that is', () => {
    const curve = curveOf((atMs) => (atMs < 5_000 ? 0.4 : atMs < 7_000 ? 0.1 : 0.36));
    expect(rewarmAfterFault(curve, strike).rewarmMs).toBe(2_000);
  });

  it('compares with the end of steady if the cache was still cold at its start', () => {
    // It fills from empty at the start, and again after the fault.
    const filledIn = (tookMs: number) => 1 - Math.exp(-tookMs / 2_000);
    const curve = curveOf((atMs) => filledIn(atMs < 5_000 ? atMs : atMs - 5_000));
    const { rewarmMs } = rewarmAfterFault(curve, strike);
    // Over a second from t on, the share of misses is exp(-t/2) * 2 * (1 - exp(-1/2)); steady's last second begins at 4 s.
    const inOneSecond = 2 * (1 - Math.exp(-1 / 2));
    const exactMs = -2_000 * Math.log(Math.exp(-4 / 2) + 0.05 / inOneSecond);
    expect(rewarmMs).toBe(Math.ceil(exactMs / intervalMs) * intervalMs);
  });

  it('does not blame a fault for keys that had expired before', () => {
    const curve = curveOf((atMs) => (atMs < 3_000 ? 1 : 0.4));
    expect(rewarmAfterFault(curve, strike)).toEqual({ rewarmMs: 0, lowestHitRate: 0.4 });
  });

  it.each([
    ['the hit rate never changes', (_: number) => 0.9],
    ['it falls by less than 5 points', (atMs: number) => (atMs < 5_000 ? 0.9 : 0.86)],
    ['a dip is too short to count over a second', (atMs: number) => (atMs >= 5_000 && atMs < 5_030 ? 0 : 0.9)],
    ['it rises', (atMs: number) => (atMs < 5_000 ? 0.5 : 1)],
  ])('is 0 if %s', (_, rateAt) => {
    expect(rewarmAfterFault(curveOf(rateAt), strike).rewarmMs).toBe(0);
  });

  it('is unknown if the hit rate has not recovered by the end, or by the next fault', () => {
    expect(
      rewarmAfterFault(
        curveOf((atMs) => (atMs < 5_000 ? 1 : 0.9)),
        strike,
      ),
    ).toEqual({
      rewarmMs: null,
      lowestHitRate: 0.9,
    });
    const curve = curveOf((atMs) => (atMs >= 5_000 && atMs < 8_200 ? 0.2 : 0.9));
    expect(rewarmAfterFault(curve, { ...strike, untilMs: 8_000 })).toEqual({ rewarmMs: null, lowestHitRate: 0.2 });
  });

  it('covers 100 reads if a second has fewer', () => {
    // 50 reads per second: windows of 2 s.
    const curve = curveOf((atMs) => (atMs >= 5_000 && atMs < 9_000 ? 0 : 1), { reads: 5 });
    expect(rewarmAfterFault(curve, strike)).toEqual({ rewarmMs: 4_000 - 100, lowestHitRate: 0 });
  });

  it('is unknown with fewer than 100 reads before or after the fault', () => {
    const none = { rewarmMs: null, lowestHitRate: null };
    expect(
      rewarmAfterFault(
        curveOf(() => 1, { reads: 1 }),
        strike,
      ),
    ).toEqual(none);
    expect(
      rewarmAfterFault(
        curveOf(() => 1),
        { ...strike, steadyEndMs: 0, injectedAtMs: 0 },
      ),
    ).toEqual(none);
    expect(
      rewarmAfterFault(
        curveOf(() => 1),
        { ...strike, injectedAtMs: endMs - 900 },
      ),
    ).toEqual(none);
    expect(
      rewarmAfterFault(
        curveOf(() => 1, { reads: 0 }),
        strike,
      ),
    ).toEqual(none);
  });
});

describe('the rewarm time after a cold start', () => {
  it.each([500, 1_000, 2_000])('follows the closed form of a cache that fills with time constant %d ms', (tauMs) => {
    const tau = tauMs / 1000;
    const level = 1 - (Math.exp(-16 / tau) * tau * (1 - Math.exp(-4 / tau))) / 4;
    const exactMs = tauMs * Math.log((tau * (1 - Math.exp(-1 / tau))) / (1 - level + 0.05));
    const filling = curveOf((atMs) => 1 - Math.exp(-atMs / tauMs));
    expect(rewarmFromCold(filling)).toBe(Math.ceil(exactMs / intervalMs) * intervalMs);
  });

  it('is 0 for a cache that is warm from the start', () => {
    expect(rewarmFromCold(curveOf(() => 0.7))).toBe(0);
  });

  it('is unknown while the hit rate is still rising', () => {
    expect(rewarmFromCold(curveOf((atMs) => atMs / endMs))).toBeNull();
    expect(rewarmFromCold(curveOf((atMs) => (atMs < 16_000 ? 0.8 : 0.83)))).toBeNull();
    expect(rewarmFromCold(curveOf((atMs) => (atMs < 16_000 ? 0.8 : 0.81)))).toBe(0);
  });

  it('is unknown with fewer than 100 reads in one of the last fifths', () => {
    expect(rewarmFromCold(curveOf(() => 0.7, { reads: 2 }))).toBeNull();
    expect(rewarmFromCold({ intervalMs, intervals: [] })).toBeNull();
  });
});
