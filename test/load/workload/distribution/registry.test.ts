import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distributions, parseDistribution } from '../../../../src/load/workload/distribution/registry.js';
import { pickerOf } from './draw-keys.js';

const syntaxes = Object.values(distributions).map(({ syntax }) => syntax);

describe('every key distribution', () => {
  const anyDistribution = fc.oneof(
    fc.constantFrom(...syntaxes),
    fc.integer({ min: 1, max: 10_000 }).map((thousandths) => `zipf:${thousandths / 1000}`),
    fc
      .tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1, max: 100 }))
      .map(([mean, sigma]) => `gaussian:${mean / 100}:${sigma / 100}`),
    fc
      .tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 200 }))
      .map(([hot, share, period]) => `moving:${hot / 100}:${share / 100}:${period}`),
  );

  it('draws whole numbers below the number of keys, and the same for the same seed', () => {
    fc.assert(
      fc.property(anyDistribution, fc.integer({ min: 1, max: 50_000_000 }), fc.nat(), (text, keyCount, seed) => {
        const [next, again] = [pickerOf(text, seed, keyCount), pickerOf(text, seed, keyCount)];
        for (let draw = 0; draw < 50; draw += 1) {
          const key = next();
          expect(Number.isInteger(key) && key >= 0 && key < keyCount).toBe(true);
          expect(again()).toBe(key);
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each(syntaxes.filter((syntax) => syntax !== 'sequential'))(
    '%s draws different keys for another seed',
    (syntax) => {
      const draw20 = (seed: number) => {
        const next = pickerOf(syntax, seed, 1_000_000);
        return Array.from({ length: 20 }, () => next());
      };
      expect(draw20(1)).not.toEqual(draw20(2));
    },
  );

  it.each([
    { text: '', wrong: /unknown distribution "".*uniform, zipf/ },
    { text: 'gauss', wrong: /unknown distribution "gauss"/ },
    { text: 'toString', wrong: /unknown distribution "toString"/ },
    { text: 'constructor:1', wrong: /unknown distribution "constructor"/ },
    { text: '__proto__', wrong: /unknown distribution "__proto__"/ },
    { text: 'uniform:3', wrong: /uniform accepts no parameter/ },
    { text: 'sequential:3', wrong: /sequential accepts no parameter/ },
    { text: 'zipf:', wrong: /zipf requires one exponent/ },
    { text: 'zipf:0', wrong: /zipf requires one exponent/ },
    { text: 'zipf:-1', wrong: /zipf requires one exponent/ },
    { text: 'zipf:10.1', wrong: /zipf requires one exponent/ },
    { text: 'zipf:hot', wrong: /zipf requires one exponent/ },
    { text: 'zipf:0.9:2', wrong: /zipf requires one exponent/ },
    { text: 'gaussian:0.5', wrong: /gaussian requires no parameters, or the mean/ },
    { text: 'gaussian:1.5:0.1', wrong: /gaussian requires/ },
    { text: 'gaussian:0.5:0', wrong: /gaussian requires/ },
    { text: 'gaussian:0.5:1.1', wrong: /gaussian requires/ },
    { text: 'gaussian:0.5:0.1:1', wrong: /gaussian requires/ },
    { text: 'hotset', wrong: /hotset requires the fraction/ },
    { text: 'hotset:0.2', wrong: /hotset requires/ },
    { text: 'hotset:0:0.8', wrong: /hotset requires/ },
    { text: 'hotset:1:0.8', wrong: /hotset requires/ },
    { text: 'hotset:0.2:0', wrong: /hotset requires/ },
    { text: 'hotset:0.2:80', wrong: /hotset requires/ },
    { text: 'moving:0.1:0.9', wrong: /moving requires the fraction/ },
    { text: 'moving:0.1:0.9:0', wrong: /moving requires/ },
    { text: 'moving:0.1:0.9:2.5', wrong: /moving requires/ },
    { text: 'moving:0.1:1.1:100', wrong: /moving requires/ },
    { text: 'moving:0.1:0.9:100:1', wrong: /moving requires/ },
  ])('"$text" is rejected with the reason', ({ text, wrong }) => {
    expect(parseDistribution(text)).toMatch(wrong);
  });
});
