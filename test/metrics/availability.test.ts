import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { availability } from '../../src/metrics/availability.js';

const none = { planned: 0, sent: 0, dropped: 0, ok: 0, fail: 0, indeterminate: 0 };

describe('availability', () => {
  it('is good operations over planned ones, so that dropped, failed and unanswered ones all count against it', () => {
    const operations = { planned: 1_000, sent: 950, dropped: 50, ok: 900, fail: 30, indeterminate: 20 };
    expect(availability(operations, [])).toMatchObject({ good: 900, planned: 1_000, ratio: 0.9 });
  });

  it('has no ratio when nothing was planned', () => {
    expect(availability(none, []).ratio).toBeNull();
  });

  it('holds a year of 99.99 % to 3,153,600 ms', () => {
    expect(availability(none, []).sla).toEqual({
      target: 0.9999,
      budgetMsPerYear: 3_153_600,
      spentMs: 0,
      spentShare: 0,
    });
  });

  it('spends the sum of all outages from that budget, and names the longest', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1 }), (outagesMs) => {
        const { longestOutageMs, sla } = availability(none, outagesMs);
        const spentMs = outagesMs.reduce((sum, outage) => sum + outage, 0);
        expect(longestOutageMs).toBe(Math.max(...outagesMs));
        expect(sla.spentMs).toBe(spentMs);
        expect(sla.spentShare).toBeCloseTo(spentMs / 3_153_600, 9);
      }),
    );
  });

  it('has no longest outage when there was none', () => {
    expect(availability(none, []).longestOutageMs).toBeNull();
  });
});
