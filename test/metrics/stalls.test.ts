import { describe, expect, it } from 'vitest';
import type { Outage } from '../../src/metrics/outages.js';
import { withoutStalls } from '../../src/metrics/outages-without-stalls.js';
import { allStalled, anyStalled, StallSpans } from '../../src/metrics/stall-spans.js';
import { type Stall, significantStalls } from '../../src/model/stall.js';

const stall = (startMs: number, durationMs: number, where: Stall['where'] = 'generator'): Stall => ({
  startMs,
  durationMs,
  where,
});
const freeze = stall(9_000, 1_500);
const servers = (...outages: Outage[]) => withoutStalls(outages, [freeze], { endMs: 20_000, usualResponseMs: 2 });

describe('server outages', () => {
  it('exclude one that consists of a stall and its backlog', () => {
    expect(servers({ fromMs: 8_994, toMs: 10_503 })).toEqual([]);
    expect(servers({ fromMs: 9_001, toMs: 10_640 })).toEqual([]);
    expect(servers({ fromMs: 9_400, toMs: 9_700 })).toEqual([]);
  });

  it('begin at the end of the stall if they are mostly a stall', () => {
    expect(servers({ fromMs: 9_001, toMs: 11_000 })).toEqual([{ fromMs: 10_500, toMs: 11_000 }]);
  });

  it('exclude one that consists of stalls in close succession', () => {
    const outage = { fromMs: 3_408, toMs: 3_604 };
    const limits = { endMs: 20_000, usualResponseMs: 2 };
    expect(withoutStalls([outage], [stall(3_410, 139), stall(3_551, 43)], limits)).toEqual([]);
    expect(withoutStalls([outage], [stall(3_410, 39), stall(3_551, 43)], limits)).toEqual([outage]);
  });

  it("include those that are mostly the servers', began before the stall, or are elsewhere", () => {
    const outages = [
      { fromMs: 9_001, toMs: 13_000 },
      { fromMs: 8_900, toMs: 10_502 },
      { fromMs: 9_001, toMs: null },
      { fromMs: 1_000, toMs: 1_400 },
      { fromMs: 10_500, toMs: 10_700 },
    ];
    expect(servers(...outages)).toEqual(outages);
  });
});

describe('the stalls of several threads', () => {
  it('count while any of them stalled', () => {
    const spans = anyStalled([[stall(10, 50), stall(200, 20)], [stall(40, 100, 'machine')]]);
    expect(spans).toEqual([stall(10, 130, 'machine'), stall(200, 20)]);
  });

  it('excuse an outage only while all of them stalled', () => {
    expect(allStalled([[stall(10, 50), stall(200, 90)], [stall(40, 200)]])).toEqual([stall(40, 20), stall(200, 40)]);
    expect(allStalled([[stall(10, 50)], []])).toEqual([]);
    expect(allStalled([])).toEqual([]);
  });

  it('are reduced to the longest if there are too many for memory', () => {
    const spans = new StallSpans();
    for (let at = 0; at < 5_000; at += 1) spans.add([stall(at * 100, at === 7 ? 90 : 20)]);
    expect(spans.all().length).toBeLessThanOrEqual(2_000);
    expect(spans.all()).toContainEqual(stall(700, 90));
  });
});

describe('relevant stalls of a span', () => {
  const span = [{ startMs: 0, endMs: 10_000 }];

  it('last 100 ms, or a hundredth of it in total', () => {
    expect(significantStalls([stall(500, 100)], span)).toHaveLength(1);
    expect(significantStalls([stall(500, 50), stall(900, 50)], span)).toHaveLength(2);
    expect(significantStalls([stall(500, 50), stall(900, 49)], span)).toEqual([]);
  });

  it('are within it', () => {
    expect(significantStalls([stall(10_500, 800)], span)).toEqual([]);
    expect(significantStalls([], span)).toEqual([]);
    expect(significantStalls([stall(5, 800)], [])).toEqual([]);
  });
});
