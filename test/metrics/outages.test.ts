import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SuccessGap } from '../../src/metrics/interval-counts.js';
import { commonOutages, lengthMs, type Outage, outageAfter, outagesBetween } from '../../src/metrics/outages.js';

const runMs = 40;

/** One worker's gaps, in order and apart, and perhaps one that never ended. */
const gapsOfWorker = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 0, max: runMs }), { maxLength: 12, selector: (moment) => moment }),
    fc.boolean(),
  )
  .map(([moments, staysAway]) => {
    const sorted = [...moments].sort((left, right) => left - right);
    return sorted.flatMap((fromMs, index): SuccessGap[] => {
      if (index % 2 === 1) return [];
      const toMs = sorted[index + 1] ?? null;
      return toMs === null && !staysAway ? [] : [{ shard: 0, sort: 'write', fromMs, toMs }];
    });
  });

describe('the outages that all workers have in common', () => {
  it('are the moments in which none of them had a success', () => {
    fc.assert(
      fc.property(fc.array(gapsOfWorker, { minLength: 1, maxLength: 4 }), (byWorker) => {
        const common = commonOutages(byWorker, 0, 'write');
        for (let half = 0; half < 2 * (runMs + 2); half += 1) {
          // Between the whole milliseconds no outage starts or ends.
          const atMs = half / 2 + 0.25;
          expect(common.some((outage) => covers(outage, atMs))).toBe(
            byWorker.every((gaps) => gaps.some((gap) => covers(gap, atMs))),
          );
        }
      }),
    );
  });

  it('are in order, apart, and none is empty', () => {
    fc.assert(
      fc.property(fc.array(gapsOfWorker, { minLength: 1, maxLength: 4 }), (byWorker) => {
        const common = commonOutages(byWorker, 0, 'write');
        common.forEach(({ fromMs, toMs }, index) => {
          expect(toMs ?? Number.POSITIVE_INFINITY).toBeGreaterThan(fromMs);
          expect(fromMs).toBeGreaterThanOrEqual(common[index - 1]?.toMs ?? 0);
        });
      }),
    );
  });

  it('are told apart by shard and by sort', () => {
    const gaps: SuccessGap[] = [
      { shard: 0, sort: 'write', fromMs: 1, toMs: 9 },
      { shard: 0, sort: 'read', fromMs: 2, toMs: 8 },
      { shard: 1, sort: 'write', fromMs: 3, toMs: null },
    ];
    expect(commonOutages([gaps], 0, 'write')).toMatchObject([{ fromMs: 1, toMs: 9 }]);
    expect(commonOutages([gaps], 0, 'read')).toMatchObject([{ fromMs: 2, toMs: 8 }]);
    expect(commonOutages([gaps], 1, 'write')).toMatchObject([{ fromMs: 3, toMs: null }]);
    expect(commonOutages([gaps, []], 0, 'write')).toEqual([]);
    expect(commonOutages([], 0, 'write')).toEqual([]);
  });

  it('never end only when no worker came back', () => {
    const away: SuccessGap = { shard: 0, sort: 'write', fromMs: 5, toMs: null };
    expect(commonOutages([[away], [{ ...away, fromMs: 7 }]], 0, 'write')).toEqual([{ fromMs: 7, toMs: null }]);
    expect(commonOutages([[away], [{ ...away, toMs: 20 }]], 0, 'write')).toEqual([{ fromMs: 5, toMs: 20 }]);
  });
});

describe('the outages between moments of success', () => {
  it.each<{ name: string; success: readonly number[]; expected: readonly Outage[] }>([
    { name: 'nothing when successes are close', success: [10, 20, 30, 40, 50, 60, 70, 80, 90], expected: [] },
    { name: 'a pause in the middle', success: [30, 70], expected: [{ fromMs: 30, toMs: 70 }] },
    { name: 'a pause at the start', success: [60, 90], expected: [{ fromMs: 0, toMs: 60 }] },
    { name: 'a pause to the end, which never ended', success: [30, 50], expected: [{ fromMs: 50, toMs: null }] },
    { name: 'the whole time without any success', success: [], expected: [{ fromMs: 0, toMs: null }] },
    {
      name: 'a pause of exactly the shortest length',
      success: [30, 70, 90],
      expected: [{ fromMs: 30, toMs: 70 }],
    },
  ])('are $name', ({ success, expected }) => {
    expect(outagesBetween(success, 0, 100, 40)).toEqual(expected);
  });
});

describe("a fault's outage", () => {
  const before: Outage = { fromMs: 0, toMs: 90 };
  const blip: Outage = { fromMs: 95, toMs: 130 };
  const long: Outage = { fromMs: 150, toMs: 400 };
  const next: Outage = { fromMs: 600, toMs: 2_000 };

  it('is the longest that overlaps the time from the injection to the next', () => {
    expect(outageAfter([before, blip, long, next], 100, 500)).toEqual(long);
  });

  it('may have begun before the injection: at the last success before it', () => {
    expect(outageAfter([before, blip, next], 100, 500)).toEqual(blip);
  });

  it('may never end', () => {
    expect(outageAfter([blip, { fromMs: 160, toMs: null }], 100, 500)).toEqual({ fromMs: 160, toMs: null });
  });

  it('is none when every outage lies before or after', () => {
    expect(outageAfter([before, next], 100, 500)).toBeUndefined();
  });

  it('is compared by its length up to the end of that time', () => {
    expect(outageAfter([{ fromMs: 480, toMs: null }, blip], 100, 500)).toEqual(blip);
  });

  it('has a length up to the end of the run when it never ended', () => {
    expect(lengthMs({ fromMs: 30, toMs: null }, 100)).toBe(70);
    expect(lengthMs({ fromMs: 30, toMs: 50 }, 100)).toBe(20);
    expect(lengthMs({ fromMs: 130, toMs: null }, 100)).toBe(0);
  });
});

function covers({ fromMs, toMs }: Outage, atMs: number): boolean {
  return fromMs <= atMs && atMs < (toMs ?? Number.POSITIVE_INFINITY);
}
