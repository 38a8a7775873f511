import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueFor } from '../../../src/load/workload/value.js';
import { valuePadding } from '../../../src/load/workload/value-padding.js';
import { formatStamp, parseStamp, stampBytes } from '../../../src/model/write-stamp.js';
import { expectToFit } from '../../expect-to-fit.js';

const runTag = 'abcd1234';
const paddings = [valuePadding('random', 1, 5_000), valuePadding('compressible', 1, 5_000)];

describe('value padding', () => {
  it('has the same bytes as text and when copied from the pool into a frame', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...paddings),
        fc.nat(50_000_000),
        fc.nat(0x7fffffff),
        fc.integer({ min: stampBytes, max: 5_000 }),
        (padding, key, sequence, bytes) => {
          const frame = Buffer.alloc(bytes);
          frame.write(formatStamp({ runTag, keyIndex: key, sequence }));
          const from = padding.offsetOf(key, sequence);
          padding.pool.copy(frame, stampBytes, from, from + bytes - stampBytes);
          const value = valueFor(runTag, key, sequence, bytes, padding);
          expect(Buffer.from(value).equals(frame)).toBe(true);
          expect(parseStamp(value)).toEqual({ runTag, keyIndex: key, sequence });
        },
      ),
    );
  });

  it('is the same for the same seed, and different for another', () => {
    const again = valuePadding('random', 1, 5_000);
    expect(again.pool.equals(paddings[0]!.pool)).toBe(true);
    expect(again.offsetOf(7, 3)).toBe(paddings[0]!.offsetOf(7, 3));
    expect(valuePadding('random', 2, 5_000).pool.equals(again.pool)).toBe(false);
  });

  it('if random, compresses only by the spare bits of characters', () => {
    const values = Array.from({ length: 200 }, (_, key) =>
      valueFor(runTag, key, 1, 4_096, paddings[0]).slice(stampBytes),
    );
    const text = values.join('');
    // Six of eight bits, minus the few places where two values overlap in the pool.
    expect(deflateRawSync(text).length).toBeGreaterThan(0.7 * text.length);
  });

  it('if random, compresses as little when short', () => {
    const short = valuePadding('random', 1, 32);
    const text = Array.from({ length: 20_000 }, (_, key) => valueFor(runTag, key, 1, 32, short).slice(stampBytes)).join(
      '',
    );
    expect(deflateRawSync(text).length).toBeGreaterThan(0.7 * text.length);
  });

  it('if random, uses every character equally often', () => {
    const counts = new Float64Array(128);
    for (const code of paddings[0]!.pool) counts[code]! += 1;
    const used = [...counts].filter((count) => count > 0);
    expect(used).toHaveLength(64);
    expectToFit(used, new Array(64).fill(1));
  });

  it('if compressible, compresses to almost nothing', () => {
    const text = valueFor(runTag, 1, 1, 5_000, paddings[1]);
    expect(deflateRawSync(text).length).toBeLessThan(100);
    expect(text).toBe(valueFor(runTag, 1, 1, 5_000));
  });
});
