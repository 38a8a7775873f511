import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hash32 } from '../../src/random/hash.js';
import { expectToFit } from '../expect-to-fit.js';

describe('hash32', () => {
  it('matches 32-bit MurmurHash3', () => {
    expect(hash32(0, 0, 0)).toBe(murmur3(Buffer.alloc(8), 0));
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.nat(0xffffffff), fc.nat(0xffffffff), (seed, first, second) => {
        const bytes = Buffer.alloc(8);
        bytes.writeUInt32LE(first, 0);
        bytes.writeUInt32LE(second, 4);
        expect(hash32(seed, first, second)).toBe(murmur3(bytes, seed));
      }),
    );
  });

  it.each(['first', 'second'])('distributes evenly if only the %s number increases', (which) => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (seed, fixed) => {
        const counts = new Float64Array(256);
        for (let number = 0; number < 20_000; number += 1)
          counts[(which === 'first' ? hash32(seed, number, fixed) : hash32(seed, fixed, number)) >>> 24]! += 1;
        expectToFit(counts, new Array(256).fill(1));
      }),
      { seed: 5, numRuns: 50 },
    );
  });
});

/** The reference algorithm over whole words, in exact arithmetic. */
function murmur3(bytes: Buffer, seed: number): number {
  const mask = 0xffffffffn;
  const rotate = (value: bigint, by: bigint) => ((value << by) | (value >> (32n - by))) & mask;
  let state = BigInt(seed);
  for (let at = 0; at < bytes.length; at += 4) {
    const word = rotate((BigInt(bytes.readUInt32LE(at)) * 0xcc9e2d51n) & mask, 15n);
    state = (rotate(state ^ ((word * 0x1b873593n) & mask), 13n) * 5n + 0xe6546b64n) & mask;
  }
  state ^= BigInt(bytes.length);
  state = ((state ^ (state >> 16n)) * 0x85ebca6bn) & mask;
  state = ((state ^ (state >> 13n)) * 0xc2b2ae35n) & mask;
  return Number(state ^ (state >> 16n));
}
