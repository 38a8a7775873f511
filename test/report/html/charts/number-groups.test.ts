import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberGroups } from '../../../../src/report/html/charts/number-groups.js';

const marksAt = (...places: readonly number[]) =>
  places.toSorted((a, b) => a - b).map((at, index) => ({ at, number: index + 1 }));

describe('the numbers above a chart', () => {
  it('are above their marks if there is space', () => {
    expect(numberGroups(marksAt(100, 200), 300)).toEqual([
      { text: '1', middle: 100 },
      { text: '2', middle: 200 },
    ]);
  });

  it('share a badge if their marks are close, and badges that would touch move apart evenly', () => {
    const groups = numberGroups(marksAt(100, 104, 120), 300);
    expect(groups.map(({ text }) => text)).toEqual(['1–2', '3']);
    expect(groups.map(({ middle }) => Math.round(middle))).toEqual([98, 125]);
  });

  it('never touch each other, leave the plot or skip a mark', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 272, noNaN: true }), { maxLength: 30 }), (places) => {
        const groups = numberGroups(marksAt(...places), 272);
        const edges = groups.map(({ text, middle }) => ({
          left: middle - (8 + 7 * text.length) / 2,
          right: middle + (8 + 7 * text.length) / 2,
        }));
        for (const [index, { left, right }] of edges.entries()) {
          expect(left).toBeGreaterThanOrEqual(edges[index - 1]?.right ?? 0);
          expect(right).toBeLessThanOrEqual(272);
        }
        const named = groups.flatMap(({ text }) => {
          const [first = 0, last = first] = text.split('–').map(Number);
          return Array.from({ length: last - first + 1 }, (_, index) => first + index);
        });
        expect(named).toEqual(places.map((_, index) => index + 1));
      }),
    );
  });
});
