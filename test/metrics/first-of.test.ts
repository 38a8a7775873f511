import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CompleteIntervals } from '../../src/metrics/complete-intervals.js';
import { FirstOf } from '../../src/metrics/first-of.js';

it('the first of many members is the least one after every change, found in as many steps as a tree is high', () => {
  const changes = fc.array(fc.tuple(fc.nat(99), fc.nat(20)), { maxLength: 50 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), changes, (members, moves) => {
      const places = new Array<number>(members).fill(10);
      let comparisons = 0;
      const first = new FirstOf(members, (left, right) => {
        comparisons += 1;
        return places[left]! < places[right]!;
      });
      for (const [any, place] of moves) {
        const member = any % members;
        places[member] = place;
        comparisons = 0;
        first.changed(member);
        expect(comparisons).toBeLessThanOrEqual(Math.ceil(Math.log2(members)));
        expect(first.member).toBe(places.indexOf(Math.min(...places)));
      }
    }),
  );
});

it('as many intervals are complete as the slowest worker has reported', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.nat(4), { maxLength: 40 }), (workers, reports) => {
      const complete = new CompleteIntervals(workers);
      const seen = new Array<number>(workers).fill(0);
      for (const any of reports) {
        const worker = any % workers;
        seen[worker]! += 1;
        complete.reported(worker, seen[worker]!);
        expect(complete.count).toBe(Math.min(...seen));
      }
    }),
  );
});
