import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averagePlan, pacers, parsePacer } from '../../../src/load/pacer/registry.js';
import { pacerOf } from './pacer-of.js';

const openPacers = fc.constantFrom('constant', 'poisson', 'ramp:0.1', 'ramp:77', 'staircase:7', 'staircase:0.5:3');
const share = fc
  .record({
    ratePerSecond: fc.oneof(fc.integer({ min: 100, max: 1_000_000 }), fc.double({ min: 100, max: 1e6, noNaN: true })),
    durationMs: fc.integer({ min: 1, max: 20_000 }),
    seed: fc.nat(),
    workerCount: fc.integer({ min: 1, max: 16 }),
    place: fc.nat(),
  })
  .map(({ place, ...rest }) => ({ ...rest, workerIndex: place % rest.workerCount }));

describe('every open-loop pacer', () => {
  it('counts exactly the starts before a moment, and never decreases', () => {
    fc.assert(
      fc.property(openPacers, share, fc.array(fc.double({ min: -0.1, max: 2, noNaN: true })), (text, of, parts) => {
        const pacer = pacerOf(text, of);
        for (const part of parts) {
          const elapsedMs = part * of.durationMs;
          const count = pacer.countBefore(elapsedMs);
          const [before, next, later] = [count - 1, count, count + 1].map((number) =>
            pacer.startMs(Math.max(0, number)),
          );
          if (count > 0) expect(before).toBeLessThan(elapsedMs);
          expect(next).toBeGreaterThanOrEqual(elapsedMs);
          expect(later).toBeGreaterThanOrEqual(next!);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('does not count an operation before the moment it starts', () => {
    fc.assert(
      fc.property(openPacers, share, fc.array(fc.nat(1_000_000)), (text, of, numbers) => {
        const pacer = pacerOf(text, of);
        for (const number of numbers) {
          const count = pacer.countBefore(pacer.startMs(number));
          expect(count).toBeLessThanOrEqual(number);
          // Equal starts practically never happen by chance.
          if (text !== 'poisson') expect(count).toBe(number);
          else expect(pacer.startMs(count)).toBe(pacer.startMs(number));
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it.each(['constant', 'ramp:50', 'staircase:4'])('%s divides one plan among the workers in turn', (text) => {
    fc.assert(
      fc.property(share, fc.integer({ min: 1, max: 16 }), (of, workerCount) => {
        const workers = Array.from({ length: workerCount }, (_, workerIndex) =>
          pacerOf(text, { ...of, workerCount, workerIndex }),
        );
        const alone = pacerOf(text, { ...of, workerCount: 1, workerIndex: 0 });
        for (let number = 0; number < 5 * workerCount; number += 1)
          expect(workers[number % workerCount]?.startMs(Math.floor(number / workerCount))).toBe(alone.startMs(number));
        const planned = workers.reduce((sum, pacer) => sum + pacer.countBefore(of.durationMs), 0);
        expect(planned).toBe(alone.countBefore(of.durationMs));
      }),
    );
  });

  it('plans nothing before the epoch', () => {
    for (const text of ['constant', 'poisson', 'ramp:1', 'staircase:2'])
      expect([0, -5].map(pacerOf(text).countBefore.bind(pacerOf(text)))).toEqual([0, 0]);
  });
});

describe('a rate of max', () => {
  it('is a closed loop with any pacer: everything may start at once', () => {
    const pacer = pacerOf('constant', { ratePerSecond: null });
    expect(pacer.closedLoop).toBe(true);
    expect(pacer.countBefore(1)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('the average plan', () => {
  it('is even for poisson, and exact for pacers without randomness', () => {
    const whole = { ratePerSecond: 1_000, durationMs: 10_000, seed: 1 };
    expect(averagePlan({ ...whole, pacer: { kind: 'poisson' } }).startMs(5_000)).toBe(5_000);
    expect(averagePlan({ ...whole, pacer: { kind: 'staircase', steps: 2, fromPerSecond: null } }).startMs(2_500)).toBe(
      5_000,
    );
    expect(averagePlan({ ...whole, pacer: { kind: 'constant' }, ratePerSecond: null }).closedLoop).toBe(true);
  });
});

describe('the text form of a pacer', () => {
  it.each(Object.values(pacers).map(({ syntax }) => syntax))('%s is accepted', (syntax) => {
    expect(parsePacer(syntax)).toMatchObject({ kind: syntax.split(':')[0] });
  });

  it.each([
    { text: '', wrong: /unknown pacer "".*constant, poisson/ },
    { text: 'toString', wrong: /unknown pacer "toString"/ },
    { text: 'constant:5', wrong: /constant accepts no parameter/ },
    { text: 'poisson:5', wrong: /poisson accepts no parameter/ },
    { text: 'closed:5', wrong: /closed accepts no parameter/ },
    { text: 'ramp', wrong: /ramp requires its initial rate/ },
    { text: 'ramp:0', wrong: /ramp requires its initial rate/ },
    { text: 'ramp:max', wrong: /ramp requires its initial rate/ },
    { text: 'ramp:1:2', wrong: /ramp requires its initial rate/ },
    { text: 'staircase', wrong: /staircase requires the number of steps/ },
    { text: 'staircase:1', wrong: /staircase requires/ },
    { text: 'staircase:2.5', wrong: /staircase requires/ },
    { text: 'staircase:1001', wrong: /staircase requires/ },
    { text: 'staircase:max:5', wrong: /staircase requires/ },
    { text: 'staircase:1:2:3', wrong: /staircase requires/ },
  ])('"$text" is rejected with the reason', ({ text, wrong }) => {
    expect(parsePacer(text)).toMatch(wrong);
  });
});
