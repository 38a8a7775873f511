import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashSlot, hashSlotCount, ownKeyHashing, spreadSlots } from '../../src/model/hash-slot.js';
import { keySpaces } from '../../src/model/operation-plan.js';
import { keyNameIn } from '../../src/model/write-stamp.js';

describe('the hash slot of a key', () => {
  it.each([
    // The check value of CRC-16/XMODEM from the Redis Cluster specification.
    ['123456789', 0x31c3],
    ['', 0],
    ['foo', 12_182],
    ['bar', 5_061],
    ['hello', 866],
  ])('of %j is %i', (key, slot) => {
    expect(hashSlot(key)).toBe(slot);
  });

  it.each([
    ['{user1000}.following', 'user1000'],
    ['{user1000}.followers', 'user1000'],
    ['foo{{bar}}zap', '{bar'],
    ['foo{bar}{zap}', 'bar'],
  ])('of %j is that of its hash tag %j', (key, tag) => {
    expect(hashSlot(key)).toBe(hashSlot(tag));
  });

  it('covers the whole name if the tag is empty or never ends', () => {
    expect(hashSlot('foo{}{bar}')).not.toBe(hashSlot('bar'));
    expect(hashSlot('foo{}{bar}')).toBe(8_363);
    expect(hashSlot('{foo')).not.toBe(hashSlot('foo'));
  });

  it('is the same for one of our keys by number and by name, in every space', () => {
    fc.assert(
      fc.property(fc.constantFrom(...keySpaces), fc.nat({ max: 99_999_999 }), (space, key) => {
        expect(ownKeyHashing(space, 'abcd1234')(key)).toBe(hashSlot(keyNameIn(space, 'abcd1234', key)));
      }),
    );
  });
});

describe('slots divided among shards', () => {
  it('are all assigned once, in shares that differ by at most one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), (shards) => {
        const ranges = spreadSlots(shards);
        expect(ranges).toHaveLength(shards);
        expect(ranges[0]?.first).toBe(0);
        expect(ranges.at(-1)?.last).toBe(hashSlotCount - 1);
        for (const [index, { first }] of ranges.entries())
          if (index > 0) expect(first).toBe((ranges[index - 1]?.last ?? 0) + 1);
        const sizes = ranges.map(({ first, last }) => last - first + 1);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
