import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadShortfall } from '../../src/metrics/carried-load.js';

function ended(ok: number, fail = 0, dropped = 0) {
  return { planned: ok + fail + dropped, sent: ok + fail, dropped, ok, fail, indeterminate: 0 };
}

describe('the load before the first fault was not carried', () => {
  it.each([
    ['most operations were refused', ended(0, 3_000), 3_000, { ok: 0, planned: 3_000 }],
    ['most were dropped', ended(20, 0, 980), 1_000, { ok: 20, planned: 1_000 }],
    ['most were still waiting when the fault struck', ended(4), 250, { ok: 4, planned: 250 }],
    ['in closed loop, most failed', ended(10, 90), null, { ok: 10, planned: 100 }],
  ])('if %s', (_, counts, due, shortfall) => {
    expect(loadShortfall({ ended: counts, due, slots: 4 })).toEqual(shortfall);
  });
});

describe('the load before the first fault was carried', () => {
  it.each([
    ['nine tenths ended well', ended(900, 100), 1_000],
    ['nothing was due yet', ended(0), 0],
    ['it was in flight when the fault struck', ended(46), 50],
    ['in closed loop, all ended well', ended(10), null],
  ])('if %s', (_, counts, due) => {
    expect(loadShortfall({ ended: counts, due, slots: 16 })).toBeNull();
  });

  it('even if few operations of a Poisson plan came due, as long as all of them succeeded', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        (due, deviations) => {
          const ok = Math.max(0, Math.round(due + deviations * Math.sqrt(due)));
          expect(loadShortfall({ ended: ended(ok), due, slots: 1 })).toBeNull();
        },
      ),
    );
  });
});
