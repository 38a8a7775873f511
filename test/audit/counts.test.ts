import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeWrites } from '../../src/audit/judge.js';
import { countedAs, foreign, missing } from '../../src/audit/observation.js';
import type { Fate } from '../../src/model/write-fates.js';
import { type Count, countedInput } from './counts-setup.js';
import { hostLoss } from './judge-setup.js';

const none = { survived: 0, lost: 0, recovered: 0, vanished: 0, duplicated: 0, unexpected: 0 };

interface Case {
  readonly what: string;
  readonly counts: readonly Count[];
  readonly atTheEnd: number;
  readonly fates: Partial<Record<Fate, number>>;
}

const cases: readonly Case[] = [
  { what: 'a count that is there', counts: [1, 2, 3], atTheEnd: 3, fates: { survived: 3 } },
  { what: 'one that is gone at the end', counts: [1, 2, 3], atTheEnd: 2, fates: { survived: 2, lost: 1 } },
  {
    what: 'a number that goes backwards, though later counts hide it',
    counts: [1, 2, 3, 2, 3, 4],
    atTheEnd: 4,
    fates: { survived: 4, lost: 2 },
  },
  { what: 'a key that is gone', counts: [1, 2], atTheEnd: missing, fates: { lost: 2 } },
  { what: 'a number that skips', counts: [1, 3], atTheEnd: 3, fates: { survived: 1, duplicated: 1 } },
  { what: 'one too many at the end', counts: [1, 2], atTheEnd: 3, fates: { survived: 1, duplicated: 1 } },
  { what: 'the first measured count applied twice', counts: [2], atTheEnd: 2, fates: { duplicated: 1 } },
  {
    what: 'the first count after the barrier applied twice',
    counts: [1, 2, 'barrier', 4, 5],
    atTheEnd: 5,
    fates: { survived: 1, duplicated: 1 },
  },
  {
    what: 'a first count applied twice, which only the read-back reveals',
    counts: ['untold'],
    atTheEnd: 2,
    fates: { duplicated: 1 },
  },
  {
    what: 'one in doubt that was applied twice, of a key with no other count',
    counts: ['doubt'],
    atTheEnd: 2,
    fates: { duplicated: 1 },
  },
  {
    what: 'one in doubt that took effect, and one that did not',
    counts: [1, 'doubt', 3, 'doubt', 4],
    atTheEnd: 4,
    fates: { survived: 3, recovered: 1, vanished: 1 },
  },
  {
    what: 'one in doubt that took effect late',
    counts: ['doubt', 1, 3],
    atTheEnd: 3,
    fates: { survived: 2, recovered: 1 },
  },
  { what: 'one in doubt at the end', counts: [1, 'doubt'], atTheEnd: 2, fates: { survived: 1, recovered: 1 } },
  { what: 'one that failed', counts: [1, 'fail', 2], atTheEnd: 2, fates: { survived: 2 } },
  {
    what: 'a fall over one in doubt, of which nobody was promised anything',
    counts: [1, 'doubt', 3, 'barrier', 4, 2],
    atTheEnd: 2,
    // After the barrier: 4 is lost, as is the value from before the barrier.
    fates: { survived: 1, lost: 1 },
  },
  {
    what: 'lost ones that come back',
    counts: [1, 2, 3, 2, 5],
    atTheEnd: 5,
    fates: { survived: 3, unexpected: 2 },
  },
  {
    what: 'one applied three times, and lost with all that came before',
    counts: [1, 4, 1],
    atTheEnd: 1,
    fates: { survived: 1, lost: 2 },
  },
  {
    what: 'a key that somebody else sets, and somebody deletes',
    counts: [1, foreign, 3],
    atTheEnd: missing,
    fates: { survived: 2, lost: 1 },
  },
  {
    what: 'replies that tell nothing, and one too few at the end',
    counts: ['untold', 'untold', 'doubt', 'untold'],
    atTheEnd: 2,
    fates: { survived: 2, lost: 1, vanished: 1 },
  },
];

describe('counts are judged', () => {
  it.each(cases)('$what', ({ counts, atTheEnd, fates }) => {
    const { writeSafety } = judgeWrites(countedInput([counts], [atTheEnd]));
    expect(writeSafety.fates).toEqual({ ...none, ...fates });
    const isSafe = !['lost', 'duplicated', 'unexpected'].some((fate) => (fates[fate as Fate] ?? 0) > 0);
    expect(writeSafety.verdict).toBe(isSafe ? 'safe' : 'unsafe');
  });

  it('treats counts of the warm-up that disappear as a baseline loss', () => {
    const { writeSafety } = judgeWrites(countedInput([[1, 2, 'barrier', 3]], [1]));
    expect(writeSafety.fates).toEqual({ ...none, lost: 1 });
    expect(writeSafety.reason).toContain('1 key lost what the preload or the warm-up had written.');
  });

  it('reports numbers that none of our counts can produce', () => {
    const { writeSafety } = judgeWrites(countedInput([[1, foreign, 9, 10]], [10]));
    expect(writeSafety.fates).toEqual({ ...none, survived: 4 });
    expect(writeSafety).toMatchObject({ verdict: 'unsafe', reason: '1 value was found that no client wrote.' });
    expect(writeSafety.unwritten).toEqual({ values: 1, reads: 0 });
  });
});

it('attributes a count lost around a fault to data in flight, at the time of its acknowledgement', () => {
  const faults = [hostLoss({ injectedAtMs: 1.5, promotedAtMs: 50 })];
  const { writeSafety } = judgeWrites(countedInput([[1, 2, 3]], [2], { faults }));
  expect(writeSafety.causes).toMatchObject({ inFlight: 1, unexplained: 0 });
  expect(writeSafety.lossWindow).toEqual({ firstLostAckMs: 2, lastLostAckMs: 2 });
  expect(writeSafety.lostSamples).toEqual([
    { key: 'key 1', acknowledgedSequence: 3, foundSequence: 2, acknowledgedAtMs: 2, shard: 0 },
  ]);
});

it('treats a length that is not a multiple of the appended size as foreign', () => {
  expect([0, 24, 48].map((length) => countedAs(length, 24))).toEqual([0, 1, 2]);
  expect([-1, 25, 1e15, Number.NaN].map((length) => countedAs(length, 24))).toEqual(new Array(4).fill(foreign));
});

it('gives every count one fate, whatever the servers show', () => {
  const shown = fc.oneof(fc.integer({ min: -3, max: 12 }), fc.integer({ min: 1, max: 9 }));
  const count = fc.oneof(shown, fc.constantFrom<Count[]>('untold', 'fail', 'doubt', 'barrier'));
  const atTheEnd = fc.oneof(fc.nat({ max: 12 }), fc.constant(missing));
  fc.assert(
    fc.property(fc.array(count, { maxLength: 12 }), atTheEnd, (counts, end) => {
      const { fates, writes } = judgeWrites(countedInput([counts], [end])).writeSafety;
      const { lost, recovered, vanished, ...others } = fates ?? none;
      expect(Math.min(lost, recovered, vanished, ...Object.values(others))).toBeGreaterThanOrEqual(0);
      expect(lost).toBeLessThanOrEqual(writes.acknowledged);
    }),
    { numRuns: 5_000 },
  );
});

describe('an honest counter', () => {
  const step = fc.constantFrom('ok', 'fail', 'applied', 'not-applied', 'applied-late');

  it('is never accused, whichever replies are lost and whenever counts take effect', () => {
    fc.assert(
      fc.property(fc.array(fc.array(step, { maxLength: 30 }), { minLength: 1, maxLength: 4 }), (keys) => {
        const ends: number[] = [];
        const histories = keys.map((steps) => {
          let [number, late] = [0, 0];
          const counts = steps.map((what): Count => {
            if (what === 'fail') return 'fail';
            if (what === 'not-applied') return 'doubt';
            if (what === 'applied-late') {
              late += 1;
              return 'doubt';
            }
            number += 1;
            if (what === 'applied') return 'doubt';
            number += late;
            late = 0;
            return number;
          });
          ends.push(number + late);
          return counts;
        });
        const { fates } = judgeWrites(countedInput(histories, ends)).writeSafety;
        expect(fates).toMatchObject({ lost: 0, duplicated: 0, unexpected: 0 });
        const applied = keys.flat().filter((what) => what === 'applied' || what === 'applied-late').length;
        expect(fates?.recovered).toBe(applied);
      }),
    );
  });

  it('loses exactly the acknowledged counts by which it falls', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat({ max: 40 }), fc.nat({ max: 10 }), (before, fall, after) => {
        const left = Math.max(0, before - fall);
        const counts = [...countUp(0, before), ...countUp(left, after)];
        const { fates, causes } = judgeWrites(countedInput([counts], [left + after])).writeSafety;
        expect(fates).toEqual({ ...none, survived: left + after, lost: before - left });
        expect(causes?.unexplained).toBe(before - left);
      }),
    );
  });
});

function countUp(from: number, times: number): number[] {
  return Array.from({ length: times }, (_, index) => from + index + 1);
}
