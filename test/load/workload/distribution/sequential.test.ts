import { describe, expect, it } from 'vitest';
import { pickerOf } from './draw-keys.js';

describe('sequential', () => {
  it.each([1, 2, 5])('cycles through %d keys in order, for any seed', (keyCount) => {
    for (const seed of [1, 2]) {
      const next = pickerOf('sequential', seed, keyCount);
      const drawn = Array.from({ length: 3 * keyCount + 1 }, () => next());
      expect(drawn).toEqual(drawn.map((_, number) => number % keyCount));
    }
  });
});
