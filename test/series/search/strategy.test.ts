import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SearchResult } from '../../../src/record/series/search-record.js';
import type { Trial } from '../../../src/series/search/rate-tally.js';
import { interruptedResult, mostSteps, nextMove, type SearchBounds } from '../../../src/series/search/strategy.js';

const bounds: SearchBounds = {
  lowestPerSecond: 100,
  firstPerSecond: 5_000,
  highestPerSecond: 10_000_000,
  precision: 0.05,
};

type Server = (ratePerSecond: number, step: number) => Trial['outcome'];

/** Runs a search against a simulated server. */
function search(server: Server, within: SearchBounds = bounds): { result: SearchResult; trials: readonly Trial[] } {
  const trials: Trial[] = [];
  for (;;) {
    const move = nextMove(within, trials);
    if ('result' in move) return { result: move.result, trials };
    trials.push({ ratePerSecond: move.ratePerSecond, outcome: server(move.ratePerSecond, trials.length) });
    if (trials.length > mostSteps(within)) throw new Error(`no end after ${trials.length} steps`);
  }
}

const holdsBelow =
  (capacity: number): Server =>
  (rate) =>
    rate <= capacity ? 'held' : 'missed';

const capacities = fc.integer({ min: 200, max: 9_000_000 });

describe('a search', () => {
  it('finds any capacity within the precision, and names what limits it', () => {
    fc.assert(
      fc.property(capacities, (capacity) => {
        const { result } = search(holdsBelow(capacity));
        expect(result).toMatchObject({ limitedBy: 'objective', held: 2, tried: 2 });
        expect(result.ratePerSecond).toBeLessThanOrEqual(capacity);
        expect(result.lowestMissedPerSecond).toBeGreaterThan(capacity);
        expect(result.lowestMissedPerSecond! / result.ratePerSecond!).toBeLessThanOrEqual(1.05 + 1e-9);
        expect(result.uncertaintyPercent).toBeLessThanOrEqual(5.1);
      }),
    );
  });

  it('is off by no more than the noise of its steps plus the precision', () => {
    const noises = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 });
    const levels = fc.double({ min: 0, max: 0.1, noNaN: true });
    fc.assert(
      fc.property(capacities, levels, noises, (capacity, level, noise) => {
        const server: Server = (rate, step) =>
          rate <= capacity * (1 + level * noise[step % noise.length]!) ? 'held' : 'missed';
        const { ratePerSecond } = search(server).result;
        expect(ratePerSecond).toBeLessThanOrEqual(capacity * (1 + level));
        expect(ratePerSecond! * 1.05).toBeGreaterThanOrEqual(capacity * (1 - level) - 1);
      }),
    );
  });

  it('is not misled by one wrong step at any point', () => {
    fc.assert(
      fc.property(capacities, fc.integer({ min: 0, max: 30 }), (capacity, wrong) => {
        const { result } = search((rate, step) => (rate <= capacity === (step !== wrong) ? 'held' : 'missed'));
        expect(result.ratePerSecond).toBeLessThanOrEqual(capacity);
        expect(result.ratePerSecond! * 1.05).toBeGreaterThanOrEqual(capacity - 1);
      }),
    );
  });

  it('ends within its bound whatever the outcomes, and only returns a rate that held twice', () => {
    const outcomes = fc.array(fc.constantFrom<Trial['outcome']>('held', 'missed', 'saturated', 'no-data'), {
      minLength: 1,
      maxLength: 400,
    });
    const precisions = fc.double({ min: 0.01, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(outcomes, precisions, (seen, precision) => {
        const { result, trials } = search((_, step) => seen[step % seen.length]!, { ...bounds, precision });
        if (result.ratePerSecond === null) return;
        const there = trials.filter(({ ratePerSecond }) => ratePerSecond === result.ratePerSecond);
        expect(there.filter(({ outcome }) => outcome === 'held').length).toBeGreaterThanOrEqual(2);
        expect(result.held).toBeGreaterThan(result.tried / 2);
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes few steps if nothing is doubtful', () => {
    fc.assert(
      fc.property(capacities, (capacity) => {
        const climb = Math.abs(Math.log2(capacity / bounds.firstPerSecond));
        expect(search(holdsBelow(capacity)).trials.length).toBeLessThanOrEqual(climb + 16);
      }),
    );
  });

  it('goes down to the lowest rate for an objective that never holds, and finds none', () => {
    const { result, trials } = search(() => 'missed');
    expect(result).toEqual({
      ratePerSecond: null,
      uncertaintyPercent: null,
      lowestMissedPerSecond: 100,
      held: 0,
      tried: 0,
      limitedBy: 'lower-bound',
    });
    expect(trials.at(-1)?.ratePerSecond).toBe(100);
  });

  it('ends at the highest rate for an objective that always holds', () => {
    expect(search(() => 'held', { ...bounds, highestPerSecond: 70_000 }).result).toEqual({
      ratePerSecond: 70_000,
      uncertaintyPercent: null,
      lowestMissedPerSecond: null,
      held: 2,
      tried: 2,
      limitedBy: 'upper-bound',
    });
  });

  it('never exceeds the evidence when the generator is the limit, and comes close to it', () => {
    fc.assert(
      fc.property(capacities, (capacity) => {
        const { result } = search((rate) => (rate <= capacity ? 'held' : 'saturated'));
        expect(result).toMatchObject({ limitedBy: 'generator', uncertaintyPercent: null, lowestMissedPerSecond: null });
        expect(result.ratePerSecond).toBeLessThanOrEqual(capacity);
        expect(result.ratePerSecond! * 1.05).toBeGreaterThanOrEqual(capacity - 1);
      }),
    );
  });

  it('still finds a capacity below the rate at which the generator is the limit', () => {
    fc.assert(
      fc.property(capacities, fc.double({ min: 1.06, max: 3, noNaN: true }), (capacity, factor) => {
        const server: Server = (rate) =>
          rate <= capacity ? 'held' : rate <= capacity * factor ? 'missed' : 'saturated';
        const { result } = search(server);
        expect(result.ratePerSecond! * 1.05).toBeGreaterThanOrEqual(capacity - 1);
        expect(result.limitedBy).toBe('objective');
      }),
    );
  });

  it('finds none if even the lowest rate saturates the generator or has no data', () => {
    expect(search(() => 'saturated').result).toMatchObject({ ratePerSecond: null, limitedBy: 'generator' });
    expect(search(() => 'no-data').result).toMatchObject({ ratePerSecond: null, limitedBy: 'no-data' });
  });

  it('retries if up to two steps proved nothing', () => {
    const { result } = search((rate, step) => (step < 2 ? 'saturated' : holdsBelow(40_000)(rate, step)));
    expect(result).toMatchObject({ limitedBy: 'objective', uncertaintyPercent: expect.any(Number) });
  });
});

describe('an interrupted search', () => {
  it('returns the best rate that had held by then', () => {
    const trials: Trial[] = [
      { ratePerSecond: 5_000, outcome: 'held' },
      { ratePerSecond: 10_000, outcome: 'held' },
      { ratePerSecond: 20_000, outcome: 'missed' },
      { ratePerSecond: 20_000, outcome: 'interrupted' },
    ];
    expect(interruptedResult(trials)).toMatchObject({ ratePerSecond: 10_000, held: 1, limitedBy: 'interrupted' });
  });

  it('returns nothing without a step', () => {
    expect(interruptedResult([])).toMatchObject({ ratePerSecond: null, limitedBy: 'interrupted' });
  });
});
