import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ServiceGaps } from '../../src/load/service-gaps.js';
import { type PlantedOutage, type SimulatedService, simulate } from './simulated-service.js';

const mostOperations = 12_000;

/** From 1/s to 50,000/s, with a duration that limits the number of operations. */
const anyService = fc
  .record({
    ratePerSecond: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 50, max: 2_000 }), fc.constant(50_000)),
    pacer: fc.constantFrom<'constant' | 'poisson'>('constant', 'poisson'),
    workers: fc.integer({ min: 1, max: 4 }),
    // More than are ever in flight (50,000/s for 4 ms are 200): an operation that waits for a slot is not answered promptly.
    slots: fc.constant(512),
    shards: fc.integer({ min: 1, max: 5 }),
    writeShare: fc.constantFrom(0, 0.02, 0.5, 1),
    deadlineMs: fc.constantFrom(300, 1_000),
    responseMs: fc.constantFrom(0.2, 2, 4),
    seed: fc.nat(),
  })
  .map(
    (drawn): SimulatedService => ({
      ...drawn,
      durationMs: Math.min(20_000, (mostOperations / drawn.ratePerSecond) * 1_000),
      planted: [],
    }),
  );

const anyFailingService = anyService.chain((service) =>
  fc
    .record({
      slots: fc.constantFrom(1, 4, 64),
      planted: fc.array(
        fc.record({
          shard: fc.nat(service.shards - 1),
          from: fc.double({ min: 0, max: 0.9, noNaN: true }),
          share: fc.double({ min: 0.01, max: 0.4, noNaN: true }),
          how: fc.constantFrom<PlantedOutage['how']>('refuses', 'hangs'),
        }),
        { minLength: 1, maxLength: 3 },
      ),
    })
    .map(({ slots, planted }): SimulatedService => {
      const { durationMs } = service;
      return {
        ...service,
        slots,
        planted: planted.map(({ shard, from, share, how }) => ({
          shard,
          how,
          fromMs: from * durationMs,
          toMs: (from + share) * durationMs,
        })),
      };
    }),
);

describe('client outages', () => {
  it('are none if every operation is answered promptly, however rare operations are', () => {
    fc.assert(
      fc.property(anyService, (service) => {
        const { found } = simulate(service);
        if (service.workers === 1) expect(found).toEqual([]);
        // Together, workers know the start of an outage to within 5 ms: a reply of 4 ms may seem to have taken 9.
        for (const { fromMs, toMs } of found) expect((toMs ?? service.durationMs) - fromMs).toBeLessThan(10);
      }),
      { numRuns: 25 },
    );
  });

  it('are found by one worker exactly as defined', () => {
    fc.assert(
      fc.property(anyFailingService, (any) => {
        const { found, defined } = simulate({ ...any, workers: 1 });
        expect(inOrder(found)).toEqual(inOrder(defined));
      }),
      { numRuns: 50 },
    );
  });

  it('are found by several workers together, with an exact end and a start within 5 ms', () => {
    fc.assert(
      fc.property(anyFailingService, (any) => {
        const { found, defined } = simulate({ ...any, workers: Math.max(2, any.workers) });
        const key = ({ shard, sort, toMs }: (typeof found)[number]) => `${sort} ${shard} ${toMs}`;
        const startsFound = new Map(found.map((outage) => [key(outage), outage.fromMs]));
        const starts = new Map(defined.map((outage) => [key(outage), outage.fromMs]));
        for (const outage of defined) {
          expect(startsFound.get(key(outage))).toBeLessThanOrEqual(outage.fromMs);
          expect(startsFound.get(key(outage))).toBeGreaterThanOrEqual(outage.fromMs - 5);
        }
        // Additional outages are no more than those 5 ms too long.
        for (const outage of found.filter((one) => !starts.has(key(one))))
          expect((outage.toMs ?? any.durationMs) - outage.fromMs).toBeLessThan(10);
      }),
      { numRuns: 50 },
    );
  });

  it('include a planted one at 1/s as soon as an operation falls into it', () => {
    const { found } = simulate({
      ratePerSecond: 1,
      pacer: 'constant',
      durationMs: 10_000,
      workers: 1,
      slots: 4,
      shards: 1,
      writeShare: 1,
      deadlineMs: 1_000,
      responseMs: 1,
      planted: [{ shard: 0, fromMs: 3_500, toMs: 6_500, how: 'refuses' }],
      seed: 1,
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ shard: 0, sort: 'write', fromMs: 4_000 });
    expect(found[0]?.toMs).toBeCloseTo(7_000, -1);
  });
});

describe('in a closed loop', () => {
  const place = 0;

  it('an operation is due while one is in flight, although others succeed', () => {
    const gaps = new ServiceGaps(1, { closedLoop: true, hasOthers: false });
    gaps.due(place, 0);
    gaps.due(place, 0);
    gaps.success(place, 50);
    // The second was in flight all the time, and fails; the next success is a third operation's.
    gaps.failure(place);
    gaps.due(place, 300);
    gaps.success(place, 400);
    expect(gaps.finish().gaps.map(({ fromMs, toMs, dueRuns }) => [fromMs, toMs, dueRuns[0]])).toEqual([
      [0, 50, 0],
      [50, 400, 50],
    ]);
  });

  it('a pause without an operation of a kind in flight is no outage', () => {
    const gaps = new ServiceGaps(1, { closedLoop: true, hasOthers: false });
    gaps.due(place, 0);
    gaps.success(place, 1);
    gaps.due(place, 500);
    gaps.success(place, 501);
    expect(gaps.finish().gaps).toEqual([]);
  });

  it('an operation sent after a reconnect was due when the last one before it had ended', () => {
    const gaps = new ServiceGaps(1, { closedLoop: true, hasOthers: false });
    gaps.due(place, 10);
    gaps.success(place, 11);
    gaps.due(place, 12);
    gaps.success(place, 900);
    expect(gaps.finish().gaps).toMatchObject([{ fromMs: 11, toMs: 900, dueRuns: [12, 900] }]);
  });
});

function inOrder<Any extends { readonly shard: number; readonly sort: string; readonly fromMs: number }>(
  outages: readonly Any[],
): readonly Any[] {
  return outages.toSorted(
    (left, right) => left.shard - right.shard || left.sort.localeCompare(right.sort) || left.fromMs - right.fromMs,
  );
}
