import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundsOf, parseValueSizes, valueSizer } from '../../../src/load/workload/value-size.js';
import type { ValueSizes } from '../../../src/model/scenario.js';
import { expectToFit } from '../../expect-to-fit.js';

const seeds = { seed: 11, numRuns: 20 } as const;
const range: ValueSizes = { kind: 'range', leastBytes: 64, mostBytes: 163 };
const weighted: ValueSizes = {
  kind: 'weighted',
  choices: [
    { bytes: 32, weight: 70 },
    { bytes: 4096, weight: 29.5 },
    { bytes: 100, weight: 0.5 },
  ],
};

describe('the text form of value sizes', () => {
  it.each([
    ['128', { kind: 'fixed', bytes: 128 }],
    ['4kb', { kind: 'fixed', bytes: 4096 }],
    ['64-1024', { kind: 'range', leastBytes: 64, mostBytes: 1024 }],
    ['1kb-4kb', { kind: 'range', leastBytes: 1024, mostBytes: 4096 }],
    ['64 - 64', { kind: 'range', leastBytes: 64, mostBytes: 64 }],
    ['32:70,4096:29.5, 100:0.5', weighted],
    ['1kb:1', { kind: 'weighted', choices: [{ bytes: 1024, weight: 1 }] }],
  ])('%s is accepted', (text, value) => {
    expect(parseValueSizes(text)).toEqual({ value });
  });

  it.each([
    ['', /a size in bytes/, undefined],
    ['-5', /a size in bytes/, undefined],
    ['big', /a size in bytes/, undefined],
    ['64-', /a range of sizes/, undefined],
    ['64-128-256', /a range of sizes/, undefined],
    ['1024-64', /smaller first/, '64-1kb'],
    ['64..1024', /a range, such as 64-1024/, '64-1kb'],
    ['64 to 1000', /a range, such as 64-1024/, '64-1000'],
    ['32:70;4096:30', /weighted sizes/, '32:70,4096:30'],
    ['32:70,4096', /weighted sizes/, undefined],
    ['32:0', /weighted sizes/, undefined],
    ['32:-1', /weighted sizes/, undefined],
    ['32:1:1', /weighted sizes/, undefined],
    [':1', /weighted sizes/, undefined],
  ])('"%s" is rejected with what was expected', (text, expected, suggestion) => {
    const parsed = parseValueSizes(text);
    expect(parsed.expected).toMatch(expected);
    expect('suggestion' in parsed ? parsed.suggestion : undefined).toBe(suggestion);
  });
});

describe('the size of a write', () => {
  it('is drawn evenly from a range, both ends included', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => expectToFit(draw(range, seed, 164), [...zeros(64), ...ones(100)])),
      seeds,
    );
  });

  it('is drawn in proportion to the weights', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const counts = draw(weighted, seed, 4097);
        expectToFit([counts[32]!, counts[4096]!, counts[100]!], [70, 29.5, 0.5]);
        expect(counts.reduce((sum, count) => sum + count)).toBe(counts[32]! + counts[4096]! + counts[100]!);
      }),
      seeds,
    );
  });

  it('depends only on seed, key and sequence number, and on each of them', () => {
    const wide: ValueSizes = { kind: 'range', leastBytes: 1, mostBytes: 16_000_000 };
    const place = fc.record({ seed: fc.nat(), key: fc.nat(50_000_000), sequence: fc.nat(0x7fffffff) });
    fc.assert(
      fc.property(place, ({ seed, key, sequence }) => {
        const bytes = valueSizer(wide, seed)(key, sequence);
        expect(valueSizer(wide, seed)(key, sequence)).toBe(bytes);
        const others = [
          valueSizer(wide, seed + 1)(key, sequence),
          valueSizer(wide, seed)(key + 1, sequence),
          valueSizer(wide, seed)(key, sequence + 1),
        ];
        expect(others).not.toEqual([bytes, bytes, bytes]);
      }),
    );
  });

  it('is constant if a single size is given', () => {
    expect(draw({ kind: 'fixed', bytes: 9 }, 1, 10)[9]).toBe(20_000);
  });

  it('stays within the stated bounds', () => {
    expect(boundsOf(range)).toMatchObject({ leastBytes: 64, mostBytes: 163 });
    expect(boundsOf(weighted)).toEqual({ leastBytes: 32, mostBytes: 4096 });
    expect(boundsOf({ kind: 'fixed', bytes: 7 })).toEqual({ leastBytes: 7, mostBytes: 7 });
  });
});

/** How often each size occurs in 100 writes of each of 200 keys. */
function draw(sizes: ValueSizes, seed: number, above: number): Float64Array {
  const bytesOf = valueSizer(sizes, seed);
  const counts = new Float64Array(above);
  for (let key = 0; key < 200; key += 1)
    for (let sequence = 0; sequence < 100; sequence += 1) counts[bytesOf(key, sequence)]! += 1;
  return counts;
}

const zeros = (length: number) => new Array<number>(length).fill(0);
const ones = (length: number) => new Array<number>(length).fill(1);
