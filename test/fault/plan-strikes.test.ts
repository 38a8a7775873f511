import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseFault, type FaultPlan, type FaultTiming } from '../../src/fault/fault-plan.js';
import { planStrikes, strikeCounts } from '../../src/fault/plan-strikes.js';

function plan(timing: FaultTiming): FaultPlan {
  return { ...chooseFault('kill-process', {}), timing, recover: 'none', afterMs: 0 };
}

function moments(timings: readonly FaultTiming[], seed = 1) {
  return planStrikes(timings.map(plan), seed).map(({ start }) => (start.kind === 'at' ? start.atMs : start));
}

describe('the strikes of a run', () => {
  it('come once at a given time, and in rounds until the last', () => {
    const every = (untilMs: number) => ({ kind: 'every', firstMs: 5_000, everyMs: 10_000, untilMs }) as const;
    expect(moments([{ kind: 'at', atMs: 6_000 }])).toEqual([6_000]);
    expect(moments([every(25_000)])).toEqual([5_000, 15_000, 25_000]);
    expect(moments([every(24_999)])).toEqual([5_000, 15_000]);
  });

  it('follow each strike of the entry they wait for', () => {
    const when = { kind: 'when', trigger: 'promoted', delayMs: 5 } as const;
    const rounds = { kind: 'every', firstMs: 0, everyMs: 1_000, untilMs: 1_000 } as const;
    expect(moments([{ kind: 'at', atMs: 7 }, rounds, { ...when, of: 1 }, { ...when, of: 2 }])).toEqual(
      [7, 0, 1_000, { ...when, strike: 1 }, { ...when, strike: 2 }, { ...when, strike: 3 }, { ...when, strike: 4 }].map(
        (start) =>
          typeof start === 'number' ? start : { kind: 'when', trigger: 'promoted', delayMs: 5, strike: start.strike },
      ),
    );
  });

  it('are drawn in order from the seed, within their bounds, the same for the same seed', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.nat(50_000),
        fc.nat(50_000),
        fc.integer({ min: 1, max: 100 }),
        (seed, from, length, count) => {
          const timing = { kind: 'random', fromMs: from, toMs: from + length, count } as const;
          const drawn = moments([timing], seed) as number[];
          expect(drawn).toHaveLength(count);
          expect(drawn).toEqual(drawn.toSorted((left, right) => left - right));
          for (const atMs of drawn) expect(atMs >= from && atMs <= from + length).toBe(true);
          expect(moments([timing], seed)).toEqual(drawn);
        },
      ),
    );
  });

  it('are counted without being created', () => {
    const forever = { kind: 'every', firstMs: 0, everyMs: 1_000, untilMs: 86_400_000 } as const;
    expect(strikeCounts([forever, { kind: 'when', trigger: 'healed', of: 0, delayMs: 0 }].map(plan as never))).toEqual([
      86_401, 86_401,
    ]);
  });
});
