import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSharedClock, toLocal, toShared } from '../../src/agents/shared-clock.js';

const roundTrip = fc.record(
  { outMs: fc.double({ min: 0, max: 50, noNaN: true }), backMs: fc.double({ min: 0, max: 50, noNaN: true }) },
  { noNullPrototype: true },
);

/** A server whose clock is `aheadMs` ahead of a machine's, at the other end of a network with these round trips. */
function network(aheadMs: number, trips: readonly { readonly outMs: number; readonly backMs: number }[]) {
  let trueMs = 1_000_000;
  let asked = 0;
  return {
    localMs: () => trueMs - aheadMs,
    wallMs: () => trueMs + 3_000,
    async askTime() {
      const { outMs, backMs } = trips[asked % trips.length]!;
      asked += 1;
      trueMs += outMs;
      const answer = [Math.floor(trueMs / 1000), Math.round((trueMs % 1000) * 1000)];
      trueMs += backMs;
      return answer;
    },
  };
}

test('the offset is never further off than the error says, however asymmetrical the network is', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.double({ min: -1e9, max: 1e9, noNaN: true }),
      fc.array(roundTrip, { minLength: 1, maxLength: 20 }),
      async (aheadMs, trips) => {
        const { askTime, ...clocks } = network(aheadMs, trips);
        const clock = await readSharedClock(askTime, clocks);
        // A microsecond, because the server rounds to that.
        expect(Math.abs(clock.offsetMs - aheadMs)).toBeLessThanOrEqual(clock.errorMs + 0.001);
        expect(clock.errorMs).toBeCloseTo(Math.min(...trips.map(({ outMs, backMs }) => (outMs + backMs) / 2)), 3);
      },
    ),
  );
});

test.each([0, 3_000, -3_000])(
  'a clock that is off by %d ms puts a moment into the same 100 ms interval',
  async (aheadMs) => {
    const { askTime, ...clocks } = network(aheadMs, [{ outMs: 0.2, backMs: 0.2 }]);
    const clock = await readSharedClock(askTime, clocks);
    const epochMs = 1_002_000;
    const localEpochMs = toLocal(clock, epochMs);
    for (const atMs of [1, 99, 101, 250, 999]) {
      const onRunClockMs = epochMs - aheadMs + atMs - localEpochMs;
      expect(Math.floor(onRunClockMs / 100)).toBe(Math.floor(atMs / 100));
    }
    expect(toShared(clock, localEpochMs)).toBeCloseTo(epochMs, 6);
  },
);

test('a wrong wall clock is reported, and changes nothing', async () => {
  const { askTime, ...clocks } = network(0, [{ outMs: 1, backMs: 1 }]);
  const clock = await readSharedClock(askTime, clocks);
  expect(clock.wallClockAheadMs).toBeCloseTo(3_000, 0);
  expect(clock.offsetMs).toBeCloseTo(0, 2);
});
