import fc from 'fast-check';
import { describe, it } from 'vitest';
import { expectToFit } from '../../../expect-to-fit.js';
import { drawKeys, drawsEach, fixedSeeds } from './draw-keys.js';

describe('uniform', () => {
  it.each([2, 7, 100, 1_000])('draws each of %d keys equally often', (keyCount) => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        expectToFit(drawKeys('uniform', seed, keyCount, drawsEach), new Array(keyCount).fill(1));
      }),
      fixedSeeds,
    );
  });
});
