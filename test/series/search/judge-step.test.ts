import { describe, expect, it } from 'vitest';
import { loadNotCarried } from '../../../src/model/warning-codes.js';
import type { RunRecord } from '../../../src/record/run-record.js';
import type { GateRecord } from '../../../src/record/sections/gates.js';
import type { TimelineInterval } from '../../../src/record/sections/timeline.js';
import { judgeStep } from '../../../src/series/search/judge-step.js';
import { buildRecord, stats } from '../../fixtures/records/build-record.js';

const held: GateRecord = {
  expression: 'response_time.p99 < 10ms',
  observed: 2_340,
  limit: 10_000,
  unit: 'us',
  verdict: 'pass',
  explanation: 'It was below.',
};
const missed: GateRecord = { ...held, observed: 12_000, verdict: 'fail', explanation: 'It was above.' };
const unknown: GateRecord = { ...held, observed: null, verdict: 'unknown', explanation: 'There was none.' };
const saturation = { ...buildRecord().saturation, saturated: true, reasons: ['load thread 1 had no time to spare'] };

const notCarried = { warnings: [{ code: loadNotCarried, message: 'Only half was carried.' }] };

describe('a step', () => {
  it('holds if every objective does, and has the figure of the first', () => {
    expect(judgeStep(buildRecord({ gates: [held, { ...held, observed: 5 }] }))).toEqual({
      outcome: 'held',
      reason: 'Every objective held.',
      figure: 2_340,
      p50Us: 342,
      p99Us: 2_340,
    });
  });

  it.each<{ name: string; record: Partial<RunRecord>; outcome: string; reason: string }>([
    {
      name: 'misses when one objective does',
      record: { gates: [held, missed] },
      outcome: 'missed',
      reason: 'It was above.',
    },
    {
      name: 'misses although the generator was the limit, when that could not have made an objective fail',
      record: { gates: [unknown, missed], saturation },
      outcome: 'missed',
      reason: 'It was above.',
    },
    {
      name: 'proves nothing when the generator was the limit and an objective is unknown',
      record: { gates: [held, unknown], saturation },
      outcome: 'saturated',
      reason: 'load thread 1 had no time to spare',
    },
    {
      name: 'holds although the generator was the limit, when every objective does',
      record: { gates: [held], saturation },
      outcome: 'held',
      reason: 'Every objective held.',
    },
    {
      name: 'misses although every objective held, when the service broke down on the way',
      record: { gates: [held], totals: stats({ planned: 1_000, ok: 600, dropped: 400 }, 10_000, {}) },
      outcome: 'missed',
      reason: 'Only 60.0 % of the operations succeeded.',
    },
    {
      name: 'proves nothing when it did not carry its load while the generator stalled for a twentieth of it',
      record: { gates: [held], ...notCarried, stalls: [{ startMs: 0, durationMs: 3_000, where: 'machine' }] },
      outcome: 'no-data',
      reason:
        'Only half was carried. The load generator stalled for 3 s at 0 ms (it waited for a free core), which is not counted as an outage.',
    },
    {
      name: 'misses when it did not carry its load, and the generator stalled for a moment',
      record: { gates: [held], ...notCarried, stalls: [{ startMs: 0, durationMs: 150, where: 'machine' }] },
      outcome: 'missed',
      reason: 'Only half was carried.',
    },
    {
      name: 'has no data when an objective has none',
      record: { gates: [held, unknown] },
      outcome: 'no-data',
      reason: 'There was none.',
    },
    {
      name: 'that was interrupted says nothing, whatever its objectives do',
      record: { gates: [held], run: { ...buildRecord().run, interrupted: true } },
      outcome: 'interrupted',
      reason: 'The step was interrupted.',
    },
  ])('$name', ({ record, outcome, reason }) => {
    expect(judgeStep(buildRecord(record))).toMatchObject({ outcome, reason });
  });
});

describe('a step whose objectives hold', () => {
  const judged = (of: (index: number) => Partial<TimelineInterval>, count = 50) => {
    const base = buildRecord().timeline.intervals[0]!;
    const intervals = Array.from({ length: count }, (_, index) => ({ ...base, ...of(index) }));
    return judgeStep(buildRecord({ gates: [held], timeline: { intervalMs: 100, intervals } }));
  };

  it('misses if its response time rises: it was not steady', () => {
    expect(judged((index) => ({ p50Us: 100 + index * 100, p99Us: 9_000 }))).toMatchObject({
      outcome: 'missed',
      reason:
        'not steady: the median response time of its intervals rose from 1.30 ms in the first half to 3.80 ms in the second.',
    });
    expect(judged((index) => ({ p50Us: 100, p99Us: index < 25 ? 1_000 : 3_100 })).reason).toContain(
      'the p99 response time',
    );
  });

  it('proves nothing if a generator at its limit may have caused the rise', () => {
    const base = buildRecord().timeline.intervals[0]!;
    const intervals = Array.from({ length: 50 }, (_, index) => ({ ...base, p50Us: 100 + index * 100 }));
    const step = judgeStep(buildRecord({ gates: [held], saturation, timeline: { intervalMs: 100, intervals } }));
    expect(step).toMatchObject({ outcome: 'saturated', reason: expect.stringContaining('not steady') });
  });

  it.each<[string, (index: number) => Partial<TimelineInterval>, number?]>([
    ['an even one', () => ({ p50Us: 300, p99Us: 900 })],
    ['one that falls', (index) => ({ p50Us: 9_000 - index * 100, p99Us: 9_000 })],
    ['one with a single stall', (index) => ({ p50Us: index === 40 ? 8_000 : 300, p99Us: index === 40 ? 9_000 : 900 })],
    ['one that doubles to very little', (index) => ({ p50Us: index < 25 ? 100 : 250, p99Us: 900 })],
    ['one with too few operations for a p99', (index) => ({ p50Us: 300, p99Us: index < 25 ? 900 : 9_000, ok: 50 })],
    ['one too short to tell', (index) => ({ p50Us: index * 1_000, p99Us: 9_000 }), 9],
  ])('holds if its response time is steady: %s', (_, of, count) => {
    expect(judged(of, count).outcome).toBe('held');
  });
});
