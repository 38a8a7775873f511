import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { availability } from '../../src/metrics/availability.js';
import type { Outage } from '../../src/metrics/outages.js';

const none = { planned: 0, sent: 0, dropped: 0, ok: 0, fail: 0, indeterminate: 0 };

describe('availability', () => {
  it('is successful operations over planned ones, so dropped, failed and unanswered ones all lower it', () => {
    const operations = { planned: 1_000, sent: 950, dropped: 50, ok: 900, fail: 30, indeterminate: 20 };
    expect(availability(operations, served([]))).toMatchObject({ good: 900, planned: 1_000, ratio: 0.9 });
  });

  it('has no ratio if nothing was planned', () => {
    expect(availability(none, served([])).ratio).toBeNull();
  });

  it('allows 3,153,600 ms per year at 99.99 %', () => {
    expect(availability(none, served([])).sla).toEqual({
      target: 0.9999,
      budgetMsPerYear: 3_153_600,
      spentMs: 0,
      spentShare: 0,
    });
  });

  it('deducts the time with any outage from that budget, and has the longest', () => {
    const span = fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 40, max: 100 }));
    fc.assert(
      fc.property(fc.array(span, { minLength: 1 }), (spans) => {
        const { longestOutageMs, sla } = availability(
          none,
          served(spans.map(([fromMs, lengthMs]) => ({ fromMs, toMs: fromMs + lengthMs }))),
        );
        const down = Array.from({ length: 400 }, (_, ms) => ms).filter((ms) =>
          spans.some(([fromMs, lengthMs]) => fromMs <= ms && ms < fromMs + lengthMs),
        );
        expect(longestOutageMs).toBe(Math.max(...spans.map(([, lengthMs]) => lengthMs)));
        expect(sla.spentMs).toBe(down.length);
        expect(sla.spentShare).toBeCloseTo(down.length / 3_153_600, 9);
      }),
    );
  });

  it('treats anything too short to count as an outage as a slow response', () => {
    const { longestOutageMs, sla } = availability(none, served([{ fromMs: 10, toMs: 49 }]));
    expect(longestOutageMs).toBe(39);
    expect(sla.spentMs).toBe(0);
  });

  it('counts an outage that never ended until the end of the load', () => {
    expect(availability(none, served([{ fromMs: 100, toMs: null }])).sla.spentMs).toBe(900);
  });

  it('has no longest outage if the load broke off', () => {
    expect(availability(none, null).longestOutageMs).toBeNull();
    expect(availability(none, served([])).longestOutageMs).toBe(0);
  });
});

function served(outages: readonly Outage[]) {
  return { outages, endMs: 1_000, downMs: 40 };
}
