import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReplayBatch } from '../../../src/load/replay/replay-plan.js';
import { ReplayQueue } from '../../../src/load/replay/replay-queue.js';
import { workerPlan } from '../worker-plan.js';

function batchOf(times: readonly number[]): ReplayBatch {
  return {
    dueMs: Float64Array.from(times),
    kinds: Uint16Array.from(times, (_, index) => index % 3),
    hashSlots: Uint16Array.from(times, (time) => Math.floor(time) % 16_384),
    ends: Uint32Array.from(times, (_, index) => 2 * (index + 1)),
    requests: Buffer.from(times.map((time) => String(Math.floor(time) % 100).padStart(2, '0')).join('')),
  };
}

const sizes = fc.array(fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 20 }), { maxLength: 8 });

describe('the operations of a replay', () => {
  it('come in the order of the log, each at its time, and each batch is reported once it is used up', () => {
    fc.assert(
      fc.property(sizes, (given) => {
        let latest = 0;
        const batches = given.map((gaps) => gaps.map((gap) => (latest += gap)));
        const all = batches.flat();
        let used = 0;
        const replay = { replayed: all.length, mostRequestBytes: 2 };
        const queue = new ReplayQueue({ ...workerPlan({ connections: 4, durationMs: 1e9 }), replay }, () => {
          used += 1;
        });
        for (const times of batches) queue.add(batchOf(times));
        all.forEach((time, number) => {
          expect(queue.startMs(number)).toBe(time);
          expect(queue.countBefore(time)).toBe(Math.max(number, all.filter((one) => one < time).length));
          expect(queue.nextConnection()).toBe((time % 16_384) % 4);
          expect(queue.nextKey()).toBe(time % 16_384);
          expect(Buffer.from(queue.request).toString()).toBe(String(time % 100).padStart(2, '0'));
        });
        expect(used).toBe(batches.length);
        expect(queue.startMs(all.length)).toBe(Number.POSITIVE_INFINITY);
        expect(queue.countBefore(1e9)).toBe(Number.POSITIVE_INFINITY);
        queue.end();
        expect(queue.countBefore(1e9)).toBe(all.length);
      }),
    );
  });
});

describe('the rehearsal of a replay', () => {
  it('sends nothing of the log, at its average rate, on hash slots of the worker, and leaves the log whole', () => {
    const plan = workerPlan({ workerIndex: 1, workerCount: 2, connections: 4, durationMs: 60_000 });
    let used = 0;
    const queue = new ReplayQueue({ ...plan, replay: { replayed: 12_000, mostRequestBytes: 100 } }, () => {
      used += 1;
    });
    queue.rehearse(500);
    expect(queue.countBefore(500)).toBe(50);
    for (let number = 0; number < 50; number += 1) {
      expect(queue.startMs(number)).toBe(10 * number);
      const hashSlot = 2 * queue.nextKey() + 1;
      expect(hashSlot).toBeLessThan(16_384);
      expect(Buffer.from(queue.request).toString()).toMatch(/^\*2\r\n\$4\r\nECHO\r\n\$64\r\nx{64}\r\n$/);
    }
    queue.endRehearsal();
    queue.add(batchOf([7, 9]));
    expect([queue.startMs(0), queue.startMs(1), queue.startMs(2)]).toEqual([7, 9, Number.POSITIVE_INFINITY]);
    queue.end();
    expect(queue.countBefore(60_000)).toBe(2);
    queue.nextKey();
    queue.nextKey();
    expect(used).toBe(1);
  });
});
