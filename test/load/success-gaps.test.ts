import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SuccessGaps } from '../../src/load/success-gaps.js';

describe('the gaps between successes', () => {
  it('are every pause of at least the shortest length, from the success before to the one after', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 50 }), (pausesMs) => {
        const gaps = new SuccessGaps(1, 10);
        gaps.begin(0);
        const moments = [0];
        for (const pauseMs of pausesMs) moments.push(moments.at(-1)! + pauseMs);
        for (const moment of moments.slice(1)) gaps.success('write', 0, moment);
        const expected = moments
          .slice(1)
          .map((toMs, index) => ({ shard: 0, sort: 'write', fromMs: moments[index]!, toMs }))
          .filter(({ fromMs, toMs }) => toMs - fromMs >= 10);
        expect(gaps.finish(moments.at(-1)!)).toEqual(expected);
      }),
    );
  });

  it('are kept apart by shard and by sort', () => {
    const gaps = new SuccessGaps(2, 10);
    gaps.begin(100);
    gaps.success('read', 0, 105);
    gaps.success('write', 1, 130);
    gaps.success('read', 0, 150);
    expect(gaps.finish(160)).toEqual([
      { shard: 1, sort: 'write', fromMs: 100, toMs: 130 },
      { shard: 0, sort: 'read', fromMs: 105, toMs: 150 },
    ]);
  });

  it('stay open at the end when operations were tried and none succeeded', () => {
    const gaps = new SuccessGaps(1, 10);
    gaps.begin(0);
    gaps.success('write', 0, 50);
    gaps.failure('write', 0);
    expect(gaps.finish(90)).toEqual([
      { shard: 0, sort: 'write', fromMs: 0, toMs: 50 },
      { shard: 0, sort: 'write', fromMs: 50, toMs: null },
    ]);
  });

  it('are not open at the end when nothing was tried since the last success', () => {
    const gaps = new SuccessGaps(1, 10);
    gaps.begin(0);
    gaps.failure('read', 0);
    gaps.success('read', 0, 5);
    expect(gaps.finish(90)).toEqual([]);
  });

  it('keep the longest when there are too many, and start afresh for the next part', () => {
    const gaps = new SuccessGaps(1, 5);
    gaps.begin(0);
    let atMs = 0;
    for (let number = 0; number < 30_000; number += 1) {
      atMs += number % 100 === 0 ? 500 : 6;
      gaps.success('write', 0, atMs);
    }
    const kept = gaps.finish(atMs).map(({ fromMs, toMs }) => (toMs ?? atMs) - fromMs);
    expect(kept.length).toBeLessThanOrEqual(20_000);
    expect(kept.filter((lengthMs) => lengthMs === 500)).toHaveLength(300);
    gaps.begin(0);
    gaps.success('write', 0, 6);
    expect(gaps.finish(6)).toHaveLength(1);
  });
});
