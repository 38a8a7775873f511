import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forkRandom } from '../../src/random/random.js';
import { lifetimeOf, valueSizesOf } from '../../src/survey/estimates.js';
import type { SampledKey } from '../../src/survey/key-sample.js';
import { skewOf } from '../../src/survey/skew.js';

const key: SampledKey = {
  type: 'string',
  valueBytes: null,
  elements: null,
  ttlMs: null,
  idleMs: null,
  frequency: null,
};

/** The lower median, by counting. */
function isMedian(bytes: number, sizes: readonly number[]): boolean {
  const below = sizes.filter((size) => size < bytes).length;
  const upTo = sizes.filter((size) => size <= bytes).length;
  return below < sizes.length / 2 && upTo >= sizes.length / 2;
}

function sizesIn(text: string): readonly number[] {
  return text.split(',').flatMap((entry) => {
    const [bytes, weight = '1'] = entry.split(':');
    return Array.from({ length: Number(weight) }, () => Number(bytes));
  });
}

describe('value sizes of a sample', () => {
  it('have its median, however many sizes there are, and none that the sample has not', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 300 }), (sizes) => {
        const found = valueSizesOf(sizes.map((valueBytes) => ({ ...key, valueBytes })));
        const planned = sizesIn(found?.text ?? '');
        expect(isMedian(found?.medianBytes ?? -1, sizes)).toBe(true);
        expect(isMedian(found?.medianBytes ?? -1, planned)).toBe(true);
        for (const bytes of planned) expect(sizes).toContain(bytes);
      }),
    );
  });

  it('are those of hash fields where there are no strings, and unknown where there is neither', () => {
    expect(valueSizesOf([{ ...key, type: 'hash', valueBytes: 70 }])).toMatchObject({ text: '70', of: 'hash fields' });
    expect(valueSizesOf([{ ...key, type: 'list' }])).toBeUndefined();
  });
});

describe('the time to live of a sample', () => {
  const random = forkRandom(1, 'ages');

  it.each([60, 3600])('is within 5 %% where keys of %d s are of every age', (seconds) => {
    const keys = Array.from({ length: 2000 }, () => ({ ...key, ttlMs: random.next() * seconds * 1000 }));
    const found = lifetimeOf([...keys, key])?.seconds ?? 0;
    expect(Math.abs(found - seconds) / seconds).toBeLessThan(0.05);
  });

  it('is found for keys that were all written long ago, by the time since', () => {
    const keys = Array.from({ length: 100 }, () => ({ ...key, ttlMs: 100_000, idleMs: 200_000 }));
    expect(lifetimeOf(keys)).toMatchObject({ seconds: 300, medianLeftSeconds: 100, share: 1 });
  });

  it('is none where no key has one', () => expect(lifetimeOf([key])).toBeUndefined());
});

/** The access counter of Redis: LFULogIncr in redis/src/evict.c, with lfu-log-factor 10, without decay. */
function countedAccesses(accesses: number, next: () => number): number {
  let counter = 5;
  for (let access = 0; access < accesses && counter < 255; access += 1)
    if (next() < 1 / ((counter - 5) * 10 + 1)) counter += 1;
  return counter;
}

describe('the skew of a sample', () => {
  it.each([0, 0.6, 0.99])('is close to the Zipf exponent %d of the accesses, as a server counts them', (exponent) => {
    const keyCount = 5000;
    const weights = Array.from({ length: keyCount }, (_, rank) => (rank + 1) ** -exponent);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const random = forkRandom(7, 'accesses');
    const keys = weights.map((weight) => ({
      ...key,
      frequency: countedAccesses(Math.round((2_000_000 * weight) / total), random.next),
    }));
    const found = skewOf(keys, keyCount)?.exponent ?? Number.NaN;
    expect(Math.abs(found - exponent)).toBeLessThan(0.2);
  });

  it('is unknown without access counters', () => expect(skewOf([key], 100)).toBeUndefined());
});
