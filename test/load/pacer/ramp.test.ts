import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pacerOf } from './pacer-of.js';

describe('the ramp pacer', () => {
  it('plans the mean of both rates over the measured part, and then keeps the final rate', () => {
    const pacer = pacerOf('ramp:200');
    expect(pacer.countBefore(10_000)).toBe(6_000);
    expect(pacer.countBefore(20_000) - pacer.countBefore(10_000)).toBe(10_000);
  });

  it('has planned a quarter of the increase after half of the time', () => {
    // 200 t + 40 t² at t = 5.
    expect(pacerOf('ramp:200').countBefore(5_000)).toBe(2_000);
    expect(pacerOf('ramp:200').startMs(2_000)).toBeCloseTo(5_000, 9);
  });

  it('starts operation i where the integral of the rate is i', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 1e6, noNaN: true }),
        fc.double({ min: 1, max: 10, noNaN: true }),
        fc.integer({ min: 100, max: 86_400_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (from, times, durationMs, part) => {
          const ratePerSecond = from * times;
          const seconds = durationMs / 1000;
          const number = Math.floor(((from + ratePerSecond) / 2) * seconds * part);
          const t = pacerOf(`ramp:${from.toFixed(6)}`, { ratePerSecond, durationMs }).startMs(number) / 1000;
          const planned = from * t + ((ratePerSecond - from) * t * t) / (2 * seconds);
          expect(Math.abs(planned - number)).toBeLessThanOrEqual(1e-5 * (1 + number));
        },
      ),
      { numRuns: 10_000 },
    );
  });

  it('equals the constant pacer if both rates are the same', () => {
    const [ramp, constant] = [pacerOf('ramp:1000'), pacerOf('constant')];
    for (const number of [0, 1, 77, 9_999, 10_000, 50_000])
      expect(ramp.startMs(number)).toBeCloseTo(constant.startMs(number), 9);
  });
});
