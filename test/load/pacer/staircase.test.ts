import { describe, expect, it } from 'vitest';
import { pacerOf } from './pacer-of.js';

/** The number of starts in each of the first time spans. */
function counts(pacer: string, pieceMs: number, pieces: number): number[] {
  const { countBefore } = pacerOf(pacer);
  return Array.from(
    { length: pieces },
    (_, piece) => countBefore((piece + 1) * pieceMs) - countBefore(piece * pieceMs),
  );
}

describe('the staircase pacer', () => {
  it('climbs in equal steps of equal length to the rate, and stays there', () => {
    expect(counts('staircase:5', 2_000, 7)).toEqual([400, 800, 1_200, 1_600, 2_000, 2_000, 2_000]);
  });

  it('climbs from the given first rate', () => {
    expect(counts('staircase:500:2', 5_000, 3)).toEqual([2_500, 5_000, 5_000]);
    expect(counts('staircase:400:4', 2_500, 4)).toEqual([1_000, 1_500, 2_000, 2_500]);
  });

  it('is even within a step', () => {
    const pacer = pacerOf('staircase:2');
    expect([0, 1, 2_499, 2_500, 2_501].map(pacer.startMs)).toEqual([0, 2, 4_998, 5_000, 5_001]);
  });
});
