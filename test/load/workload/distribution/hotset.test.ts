import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectToFit } from '../../../expect-to-fit.js';
import { drawKeys, drawsEach, fixedSeeds } from './draw-keys.js';

const shapes = [
  { text: 'hotset:0.2:0.8', fraction: 0.2, share: 0.8 },
  { text: 'hotset:0.01:0.5', fraction: 0.01, share: 0.5 },
  { text: 'hotset:0.5:0.1', fraction: 0.5, share: 0.1 },
  { text: 'hotset:0.3:1', fraction: 0.3, share: 1 },
];
const cases = shapes.flatMap((shape) => [5, 10, 333].map((keyCount) => ({ ...shape, keyCount })));

describe('hotset', () => {
  it.each(cases)('$text gives the hot keys of $keyCount their share', ({ text, fraction, share, keyCount }) => {
    const hot = Math.max(1, Math.round(fraction * keyCount));
    const weights = Array.from({ length: keyCount }, (_, key) =>
      key < hot ? share / hot : (1 - share) / (keyCount - hot),
    );
    fc.assert(
      fc.property(fc.nat(), (seed) => expectToFit(drawKeys(text, seed, keyCount, drawsEach), weights)),
      fixedSeeds,
    );
  });

  it('draws evenly if every key is hot', () => {
    expectToFit(drawKeys('hotset:0.99:0.5', 1, 5, drawsEach), [1, 1, 1, 1, 1]);
    expect([...drawKeys('hotset:0.2:0.8', 1, 1, 10)]).toEqual([10]);
  });
});
