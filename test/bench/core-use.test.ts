import { expect, it } from 'vitest';
import { busiestPercent, watchCore } from '../../bench/lib/core-use.js';

/** A sample of 10 ticks per 100 ms, of which this many are busy. */
const samplesOf = (busy: readonly number[]) =>
  [0, ...busy].map((_, index) => ({
    atMs: index * 100,
    busyTicks: busy.slice(0, index).reduce((sum, ticks) => sum + ticks, 0),
    allTicks: index * 10,
  }));

it('reports how busy a core was over its busiest span', () => {
  expect(busiestPercent(samplesOf([0, 5, 10, 9, 0, 0]), 200)).toBe(95);
  expect(busiestPercent(samplesOf([0, 5, 10, 9, 0, 0]), 600)).toBe(40);
});

it('is null for a span longer than the samples, or without a core to watch', () => {
  expect(busiestPercent(samplesOf([10, 10]), 300)).toBeNull();
  expect(watchCore(null)(0)).toBeNull();
  expect(watchCore('999')(0)).toBeNull();
});
