import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPercentage, parsePercentage } from '../../src/units/percentage.js';

describe('parsePercentage', () => {
  it.each([
    ['99%', 0.99],
    ['99.9%', 0.999],
    ['99.99 %', 0.9999],
    ['0.999', 0.999],
    ['1', 1],
    ['0', 0],
    ['100%', 1],
  ])('parses %s as %d', (text, ratio) => {
    expect(parsePercentage(text)).toEqual({ value: ratio });
  });

  it('treats a number above 1 as a percentage without its sign', () => {
    expect(parsePercentage('99')).toEqual({ expected: expect.stringContaining('from 0 to 1'), suggestion: '99%' });
  });

  it.each(['', '%', '101%', '-1%', 'most', '1e-3'])('rejects %j', (text) => {
    expect(parsePercentage(text).expected).toContain('a share');
  });

  it('parses what formatPercentage prints', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), (billionths) => {
        expect(parsePercentage(formatPercentage(billionths / 1e9))).toEqual({ value: billionths / 1e9 });
      }),
    );
  });
});
