import fc from 'fast-check';
import { expect, test } from 'vitest';
import { divideWorkers, emptyPlace } from '../../src/agents/place.js';

const placesWith = (cores: readonly number[]) =>
  cores.map((count, index) => ({
    ...emptyPlace(index + 1),
    agent: { id: `${index}`, name: `a${index}`, host: 'h', cores: count, node: '20' },
  }));

const shares = (workers: number, cores: readonly number[]) => {
  const places = divideWorkers(workers, placesWith(cores)).map(({ number }) => number);
  return cores.map((_, index) => places.filter((number) => number === index + 1).length);
};

test('agents with equal cores take workers in turns', () => {
  expect(divideWorkers(6, placesWith([4, 4, 4])).map(({ number }) => number)).toEqual([1, 2, 3, 1, 2, 3]);
});

test.each([
  [4, [14, 14], [2, 2]],
  [28, [14, 14], [14, 14]],
  [15, [14, 1], [14, 1]],
  [2, [14, 1], [1, 1]],
  [9, [4, 2], [6, 3]],
])('%d workers are divided among %j cores as %j', (workers, cores, expected) => {
  expect(shares(workers, cores)).toEqual(expected);
});

test('no worker is left out or given twice, and nobody is idle while there are enough', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 1, maxLength: 20 }),
      (workers, cores) => {
        const all = shares(workers, cores);
        expect(all.reduce((sum, share) => sum + share, 0)).toBe(workers);
        if (workers >= cores.length) expect(Math.min(...all)).toBeGreaterThan(0);
      },
    ),
  );
});
