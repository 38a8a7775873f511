import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatRate, parseRate } from '../../src/units/rate.js';

describe('parseRate', () => {
  it.each([
    ['10000', 10_000],
    ['10k', 10_000],
    ['1.5m', 1_500_000],
    ['500/s', 500],
    ['0.5', 0.5],
  ])('parses %s as %d per second', (text, ratePerSecond) => {
    expect(parseRate(text)).toEqual({ value: ratePerSecond });
  });

  it('parses max as no rate at all', () => {
    expect(parseRate('max')).toEqual({ value: null });
  });

  it.each(['', '0', '-5', 'fast', '10/m', '1e3', 'Infinity'])('rejects %j', (text) => {
    expect(parseRate(text).expected).toContain('a rate per second above 0');
  });

  it('parses what formatRate prints', () => {
    fc.assert(
      fc.property(fc.option(fc.integer({ min: 1, max: 10_000_000 })), (ratePerSecond) => {
        expect(parseRate(formatRate(ratePerSecond))).toEqual({ value: ratePerSecond });
      }),
    );
  });
});
