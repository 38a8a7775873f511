import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSize, parseSize } from '../../src/units/size.js';

describe('parseSize', () => {
  it.each([
    ['128', 128],
    ['128b', 128],
    ['4kb', 4096],
    ['4k', 4000],
    ['1KiB', 1024],
    ['1.5mb', 1_572_864],
    ['2g', 2_000_000_000],
  ])('parses %s as %d bytes', (text, bytes) => {
    expect(parseSize(text)).toEqual({ value: bytes });
  });

  it.each(['', 'kb', '-1', '1.5', '0.3kb', '1tb', '1 2', 'constructor', '5toString'])('rejects %j', (text) => {
    expect(parseSize(text).expected).toContain('a size in bytes');
  });

  it('parses what formatSize prints', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (bytes) => {
        expect(parseSize(formatSize(bytes))).toEqual({ value: bytes });
      }),
    );
  });

  it('prints the largest exact unit', () => {
    expect([formatSize(128), formatSize(4096), formatSize(3 * 1024 ** 2), formatSize(0)]).toEqual([
      '128',
      '4kb',
      '3mb',
      '0',
    ]);
  });
});
