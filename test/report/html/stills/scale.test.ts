import { describe, expect, it } from 'vitest';
import { linearScale, logScale } from '../../../../src/report/html/stills/scale.js';

describe('a scale', () => {
  it.each([
    [0, 20, 5, [0, 5, 10, 15, 20]],
    [0, 10_600, 5, [0, 5000, 10_000]],
    [0, 0.3, 3, [0, 0.1, 0.2, 0.3]],
    [0.3, 0.9, 3, [0.4, 0.6, 0.8]],
    [7, 7, 4, [7, 7.5, 8]],
  ])('from %d to %d with at most %i steps has round ticks', (low, high, most, ticks) => {
    expect(linearScale(low, high, [0, 100], most).ticks).toEqual(ticks);
  });

  it('has its limits at the ends of the axis', () => {
    const up = linearScale(0, 50, [200, 100], 5);
    expect([0, 25, 50].map(up.at)).toEqual([200, 150, 100]);
    const across = logScale(1, 1000, [0, 300]);
    expect([1, 10, 1000].map(across.at).map(Math.round)).toEqual([0, 100, 300]);
    expect(across.ticks).toEqual([1, 10, 100, 1000]);
  });
});
