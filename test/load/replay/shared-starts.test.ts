import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SharedStarts } from '../../../src/load/replay/shared-starts.js';

it('shows another thread the starts of a replay, of which it keeps the latest', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(gaps, fc.integer({ min: 1, max: 3000 }), fc.nat({ max: 500 }), (given, rounds, at) => {
      let latest = 0;
      const all: number[] = [];
      const starts = new SharedStarts();
      const seen = new SharedStarts(starts.shared);
      for (let round = 0; round < rounds; round += 1) {
        const times = given.map((gap) => (latest += gap));
        starts.add(Float64Array.from(times));
        all.push(...times);
      }
      expect(seen.known).toBe(all.length);
      const first = Math.max(0, all.length - 65_536);
      const number = Math.min(all.length - 1, first + at);
      const time = all[number] ?? 0;
      expect(seen.startMs(number)).toBe(time);
      expect(seen.countBefore(time)).toBe(
        Math.max(
          first,
          all.findIndex((one) => one >= time),
        ),
      );
      expect(seen.startMs(all.length)).toBe(latest + 5);
    }),
    { numRuns: 40 },
  );
});
