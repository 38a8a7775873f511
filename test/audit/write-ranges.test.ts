import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WriteRanges } from '../../src/audit/write-ranges.js';
import { type WriteState, writeStates } from '../../src/audit/write-state.js';

const stateCodes = Object.values(writeStates).map(({ code }) => code);

describe('WriteRanges', () => {
  it('has the same states as a plain table', () => {
    const change = fc.record({
      from: fc.integer({ min: 1, max: 40 }),
      length: fc.nat(12),
      state: fc.constantFrom(...stateCodes),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30, size: 'max' }), (changes) => {
        const ranges = new WriteRanges();
        const table = new Map<number, WriteState>();
        for (const { from, length, state } of changes) {
          ranges.rewrite(from, from + length, (before) => (before === writeStates.lost.code ? before : state));
          for (let sequence = from; sequence <= from + length; sequence += 1) {
            if (table.get(sequence) !== writeStates.lost.code) table.set(sequence, state);
          }
        }
        for (let sequence = 0; sequence <= 55; sequence += 1) {
          expect(ranges.stateOf(sequence)).toBe(table.get(sequence) ?? writeStates.kept.code);
        }
      }),
    );
  });

  it('stores a long outage with one outcome as one range', () => {
    const ranges = new WriteRanges();
    for (let sequence = 5; sequence <= 1000; sequence += 1) ranges.assign(sequence, writeStates.failed.code);
    expect(ranges.triples).toEqual([5, 1000, writeStates.failed.code]);
  });

  it('joins ranges when the gap between them closes', () => {
    const ranges = new WriteRanges();
    ranges.assign(1, writeStates.failed.code);
    ranges.assign(3, writeStates.failed.code);
    ranges.assign(2, writeStates.failed.code);
    expect(ranges.triples).toEqual([1, 3, writeStates.failed.code]);
  });

  it('reports every range that it changes, including the parts it keeps', () => {
    const ranges = new WriteRanges();
    ranges.assign(3, writeStates.failed.code);
    const stretches: number[][] = [];
    ranges.rewrite(1, 5, (state, from, to) => {
      stretches.push([state, from, to]);
      return state;
    });
    expect(stretches).toEqual([
      [writeStates.kept.code, 1, 2],
      [writeStates.failed.code, 3, 3],
      [writeStates.kept.code, 4, 5],
    ]);
  });
});
