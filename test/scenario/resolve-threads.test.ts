import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveThreads } from '../../src/scenario/resolve-threads.js';

describe('resolveThreads', () => {
  it.each([
    [null, 16, 1, 1],
    [null, 16, 2, 1],
    [null, 16, 4, 3],
    [null, 16, 32, 4],
    [null, 2, 32, 2],
    [10_000, 16, 8, 1],
    [20_000, 16, 8, 1],
    [20_001, 16, 8, 2],
    [500_000, 64, 8, 7],
  ])('for a rate of %s, %d connections and %d processors: %d', (ratePerSecond, connections, cpuCount, threads) => {
    expect(resolveThreads(ratePerSecond, connections, cpuCount)).toBe(threads);
  });

  it('is always at least one, and never more than the connections', () => {
    fc.assert(
      fc.property(
        fc.option(fc.double({ min: 0.001, max: 1e7, noNaN: true })),
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 0, max: 512 }),
        (ratePerSecond, connections, cpuCount) => {
          const threads = resolveThreads(ratePerSecond, connections, cpuCount);
          expect(Number.isInteger(threads) && threads >= 1 && threads <= connections).toBe(true);
        },
      ),
    );
  });
});
