import { describe, expect, it } from 'vitest';
import { mixPicker } from '../../../src/load/workload/mix.js';
import { forkRandom } from '../../../src/random/random.js';

const draws = 100_000;

describe('an operation mix', () => {
  it.each([
    { set: 50, get: 50 },
    { set: 1, get: 9 },
    { set: 0.25, get: 0.75 },
    { set: 3, get: 1 },
  ])('draws each kind in proportion to its weight: %o', (mix) => {
    const counts = draw(mix);
    const total = mix.set + mix.get;
    const expected = (draws * mix.set) / total;
    // Five standard deviations of the binomial.
    const bound = 5 * Math.sqrt((expected * mix.get) / total);
    expect(Math.abs((counts.set ?? 0) - expected)).toBeLessThan(bound);
    expect((counts.set ?? 0) + (counts.get ?? 0)).toBe(draws);
  });

  it('never draws a kind that has weight 0 or is missing', () => {
    expect(draw({ set: 0, get: 7 })).toEqual({ get: draws });
    expect(draw({ set: 7 })).toEqual({ set: draws });
  });

  it('is the same for the same seed', () => {
    const sequence = () => {
      const next = mixPicker(forkRandom(3, 'mix'), [1, 1]);
      return Array.from({ length: 100 }, () => next());
    };
    expect(sequence()).toEqual(sequence());
  });
});

function draw(mix: Readonly<Record<string, number>>): Record<string, number> {
  const kinds = Object.keys(mix);
  const next = mixPicker(forkRandom(11, 'mix'), Object.values(mix));
  const counts: Record<string, number> = {};
  for (let drawn = 0; drawn < draws; drawn += 1) {
    const kind = kinds[next()] ?? 'none';
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}
