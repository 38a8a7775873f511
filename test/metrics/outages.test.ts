import { describe, expect, it } from 'vitest';
import {
  endOfOutage,
  lengthMs,
  longestOutage,
  type Outage,
  overlapping,
  unionMs,
  withoutOthersMs,
} from '../../src/metrics/outages.js';

const before: Outage = { fromMs: 0, toMs: 90 };
const blip: Outage = { fromMs: 95, toMs: 130 };
const long: Outage = { fromMs: 150, toMs: 400 };
const next: Outage = { fromMs: 600, toMs: 2_000 };
const never: Outage = { fromMs: 700, toMs: null };

describe('the outages of a span', () => {
  it('are those that overlap it, even if they began before it or never ended', () => {
    expect(overlapping([before, blip, long, next, never], 100, 500)).toEqual([blip, long]);
    expect(overlapping([before, blip, long, next, never], 100, 700)).toEqual([blip, long, next, never]);
  });

  it('exclude those that ended where it starts', () => {
    expect(overlapping([before], 90, 100)).toEqual([]);
  });
});

describe('the length of an outage', () => {
  it('extends to the end of the load if it never ended', () => {
    expect(lengthMs({ fromMs: 30, toMs: null }, 100)).toBe(70);
    expect(lengthMs({ fromMs: 30, toMs: 50 }, 100)).toBe(20);
    expect(lengthMs({ fromMs: 130, toMs: null }, 100)).toBe(0);
  });

  it('decides which is the longest', () => {
    expect(longestOutage([blip, long, before], 500)).toBe(long);
    expect(longestOutage([long, never], 1_000)).toBe(never);
    expect(longestOutage([], 500)).toBeUndefined();
  });

  it('counts once where outages overlap', () => {
    expect(unionMs([long, { fromMs: 300, toMs: 500 }, blip, { fromMs: 160, toMs: 170 }], 1_000)).toBe(35 + 350);
    expect(unionMs([never], 1_000)).toBe(300);
    expect(unionMs([], 1_000)).toBe(0);
  });
});

describe("the end of a fault's outage", () => {
  it('is that of the longest one, not postponed by a later and shorter one', () => {
    expect(endOfOutage([blip, long, { fromMs: 450, toMs: 500 }], 1_000)).toBe(400);
  });

  it('is postponed by one that began before it', () => {
    expect(endOfOutage([long, { fromMs: 390, toMs: 450 }, { fromMs: 440, toMs: 460 }], 1_000)).toBe(460);
  });

  it('never comes if one of them never ended', () => {
    expect(endOfOutage([next, never], 3_000)).toBeNull();
  });

  it('is undefined without an outage', () => {
    expect(endOfOutage([], 1_000)).toBeUndefined();
  });

  it('counts only what lies outside other outages', () => {
    const of = (fromMs: number, toMs: number | null) => ({ fromMs, toMs });
    expect(withoutOthersMs([of(100, 900)], [of(50, 600)], 1_000)).toBe(300);
    expect(withoutOthersMs([of(100, 900)], [of(200, 300), of(400, 500)], 1_000)).toBe(600);
    expect(withoutOthersMs([of(100, 300)], [of(0, null)], 1_000)).toBe(0);
    expect(withoutOthersMs([of(100, null)], [], 1_000)).toBe(900);
    expect(withoutOthersMs([], [of(0, 100)], 1_000)).toBe(0);
  });
});
