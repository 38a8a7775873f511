import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueFor } from '../../../src/load/workload/value.js';
import { parseStamp, stampBytes } from '../../../src/model/write-stamp.js';

describe('the value of a write', () => {
  it('has the requested size, but never less than its stamp, and identifies the write that produced it', () => {
    fc.assert(
      fc.property(
        fc.nat(0xffffffff),
        fc.nat(0x7fffffff),
        fc.oneof(fc.nat(5_000), fc.integer({ min: 1_048_500, max: 1_048_700 })),
        (keyIndex, sequence, valueBytes) => {
          const value = valueFor('abcd1234', keyIndex, sequence, valueBytes);
          expect(Buffer.byteLength(value)).toBe(Math.max(stampBytes, valueBytes));
          expect(parseStamp(value)).toEqual({ runTag: 'abcd1234', keyIndex, sequence });
        },
      ),
    );
  });
});
