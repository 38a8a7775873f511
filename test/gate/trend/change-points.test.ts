import { describe, expect, it } from 'vitest';
import { changePoints, fewestPoints } from '../../../src/gate/trend/change-points.js';
import { forkRandom, type Random } from '../../../src/random/random.js';
import { normal } from '../compare/measured-runs.js';

const level = 0.05 / 6;
const trials = 250;

describe('changes in a sequence', () => {
  it.each([12, 30, 60])('are shown by noise alone in at most 5 of 100 groups of 6 figures with %i points', (count) => {
    const alarms = drawn(`noise ${count}`, (random) => {
      const figures = Array.from({ length: 6 }, () => noise(count, random));
      return figures.some((values) => changePoints(values, level, random).length > 0);
    });
    expect(alarms / trials).toBeLessThanOrEqual(0.05);
  });

  it('are shown as rarely by noise with many ties, such as counts of lost writes', () => {
    const alarms = drawn('ties', (random) => {
      const values = Array.from({ length: 30 }, () => (random.next() < 0.2 ? random.below(4) : 0));
      return changePoints(values, 0.05, random).length > 0;
    });
    expect(alarms / trials).toBeLessThanOrEqual(0.05);
  });

  it('are found where they were planted: a shift by 10 % in noise of 3 %', () => {
    const found = drawn('shift', (random) => {
      const values = noise(40, random).map((value, at) => (at < 25 ? value : value * 1.1));
      const [first, ...more] = changePoints(values, level, random);
      return more.length === 0 && first !== undefined && Math.abs(first.at - 25) <= 1;
    });
    expect(found / trials).toBeGreaterThanOrEqual(0.9);
  });

  it('are found among outliers, which only ever make a run slower', () => {
    const found = drawn('outliers', (random) => {
      const values = noise(40, random).map((value, at) => {
        const shifted = at < 25 ? value : value * 1.15;
        return random.next() < 0.1 ? shifted * (1.2 + random.next()) : shifted;
      });
      return changePoints(values, level, random).some(({ at }) => Math.abs(at - 25) <= 2);
    });
    expect(found / trials).toBeGreaterThanOrEqual(0.85);
  });

  it('are all found if there are two', () => {
    const found = drawn('two', (random) => {
      const values = noise(60, random).map((value, at) => (at < 20 || at >= 40 ? value : value * 1.15));
      const at = changePoints(values, level, random).map((change) => change.at);
      return at.some((one) => Math.abs(one - 20) <= 1) && at.some((one) => Math.abs(one - 40) <= 1);
    });
    expect(found / trials).toBeGreaterThanOrEqual(0.9);
  });

  it('are none in a constant sequence, and in one that is too short', () => {
    expect(changePoints(new Array(50).fill(7), 0.05, forkRandom(1, 'constant'))).toEqual([]);
    expect(changePoints([1, 1, 1, 9, 9], 0.05, forkRandom(1, 'short'))).toEqual([]);
  });

  // Two of C(n, n/2) orders of high and low values are as extreme, and each of two statistics may use half of the level:
  // 2/252 < 2.5 %, 2/924 < 0.5 %, 2/3432 < 0.15 %.
  it.each([
    [0.05, 10],
    [0.01, 12],
    [0.003, 14],
  ])('at a level of %f need at least %i values, and a perfect shift of so many is one', (least, count) => {
    expect(fewestPoints(least)).toBe(count);
    const perfect = (half: number) => Array.from({ length: 2 * half }, (_, at) => at + (at < half ? 0 : 100));
    expect(changePoints(perfect(count / 2), least, forkRandom(1, 'perfect'))).toMatchObject([{ at: count / 2 }]);
    expect(changePoints(perfect(count / 2 - 1), least, forkRandom(1, 'fewer'))).toEqual([]);
  });
});

function noise(count: number, random: Random): readonly number[] {
  return Array.from({ length: count }, () => 1_000 * Math.exp(0.03 * normal(random)));
}

/** In how many trials something holds; each trial has its own random numbers, the same every time. */
function drawn(label: string, holds: (random: Random) => boolean): number {
  return Array.from({ length: trials }, (_, index) => holds(forkRandom(2026, `${label} ${index}`))).filter(Boolean)
    .length;
}
