import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateGate, evaluateMeasured } from '../../src/gate/evaluate-gate.js';
import { metricDefinition, metricNames } from '../../src/gate/metrics.js';
import { parseGate } from '../../src/gate/parse-gate.js';
import type { RunRecord } from '../../src/record/run-record.js';
import { stallSentences } from '../../src/report/facts/stalls.js';
import { emptyRecord, exampleRecord, fault } from './example-record.js';

function judge(expression: string, record: RunRecord = exampleRecord()) {
  const result = parseGate(expression, ['get', 'set']);
  if ('problem' in result) throw new Error(JSON.stringify(result.problem));
  return evaluateGate(result.gate, record);
}

/** For each metric: a figure of the example record. */
const figures: Record<string, { readonly expression: string; readonly observed: number; readonly unit: string }> = {
  response_time: { expression: 'response_time.p99 <= 4ms', observed: 4000, unit: 'us' },
  service_time: { expression: 'service_time.set.p99.9 <= 1ms', observed: 1000, unit: 'us' },
  throughput: { expression: 'throughput >= 9.8k', observed: 9800, unit: 'perSecond' },
  error_rate: { expression: 'error_rate <= 1.02%', observed: 10 / 990, unit: 'ratio' },
  dropped: { expression: 'dropped <= 10', observed: 10, unit: 'count' },
  hit_rate: { expression: 'hit_rate >= 94%', observed: 0.94, unit: 'ratio' },
  availability: { expression: 'availability >= 99.5%', observed: 0.995, unit: 'ratio' },
  lost_writes: { expression: 'lost_writes <= 7', observed: 7, unit: 'count' },
  duplicated_writes: { expression: 'duplicated_writes <= 2', observed: 2, unit: 'count' },
  unexpected_writes: { expression: 'unexpected_writes <= 6', observed: 6, unit: 'count' },
  wiped_keys: { expression: 'wiped_keys <= 4', observed: 4, unit: 'count' },
  indeterminate_writes: { expression: 'indeterminate_writes <= 6', observed: 6, unit: 'count' },
  acknowledged_writes: { expression: 'acknowledged_writes >= 98%', observed: 0.98, unit: 'ratio' },
  reexecuted_writes: { expression: 'reexecuted_writes <= 8', observed: 8, unit: 'count' },
  non_linearizable_keys: { expression: 'non_linearizable_keys <= 6', observed: 6, unit: 'count' },
  missing_reads: { expression: 'missing_reads <= 9', observed: 9, unit: 'count' },
  stale_reads: { expression: 'stale_reads <= 5', observed: 5, unit: 'count' },
  'stale_reads.race': { expression: 'stale_reads.race <= 0', observed: 0, unit: 'count' },
  'stale_reads.not_invalidated': { expression: 'stale_reads.not_invalidated <= 2', observed: 2, unit: 'count' },
  'stale_reads.lost_invalidation': { expression: 'stale_reads.lost_invalidation <= 3', observed: 3, unit: 'count' },
  'stale_reads.allowed': { expression: 'stale_reads.allowed <= 0', observed: 0, unit: 'count' },
  'stale_reads.late': { expression: 'stale_reads.late <= 0', observed: 0, unit: 'count' },
  // 5 of 100.
  'stale_reads.per_million': { expression: 'stale_reads.per_million <= 50000', observed: 50_000, unit: 'count' },
  lost_write_behind: { expression: 'lost_write_behind <= 0', observed: 0, unit: 'count' },
  'staleness.max': { expression: 'staleness.max <= 120ms', observed: 120, unit: 'ms' },
  offload_ratio: { expression: 'offload_ratio >= 82%', observed: 0.82, unit: 'ratio' },
  hit_ratio: { expression: 'hit_ratio >= 80%', observed: 0.8, unit: 'ratio' },
  'origin_reads.rate': { expression: 'origin_reads.rate <= 4.5/s', observed: 4.5, unit: 'perSecond' },
  'origin_reads.peak': { expression: 'origin_reads.peak <= 30/s', observed: 30, unit: 'perSecond' },
  origin_latency: { expression: 'origin_latency.p50 <= 7us', observed: 7, unit: 'us' },
  origin_pool_wait: { expression: 'origin_pool_wait.p50 <= 8us', observed: 8, unit: 'us' },
  origin_pool_refused: { expression: 'origin_pool_refused <= 3', observed: 3, unit: 'count' },
  'origin_same_key.max': { expression: 'origin_same_key.max <= 5', observed: 5, unit: 'count' },
  'unavailability.write': { expression: 'unavailability.write <= 2.2s', observed: 2200, unit: 'ms' },
  'unavailability.read': { expression: 'unavailability.read <= 2s', observed: 2000, unit: 'ms' },
  detection_time: { expression: 'detection_time <= 1050ms', observed: 1050, unit: 'ms' },
  promotion_time: { expression: 'promotion_time <= 1.4s', observed: 1400, unit: 'ms' },
  recovery_time: { expression: 'recovery_time <= 3.5s', observed: 3500, unit: 'ms' },
  redundancy_time: { expression: 'redundancy_time <= 4.5s', observed: 4500, unit: 'ms' },
  rewarm_time: { expression: 'rewarm_time <= 3.2s', observed: 3200, unit: 'ms' },
  full_resyncs: { expression: 'full_resyncs <= 3', observed: 3, unit: 'count' },
  time_without_redundancy: { expression: 'time_without_redundancy <= 4.2s', observed: 4200, unit: 'ms' },
  'unavailability.application': { expression: 'unavailability.application <= 1.2s', observed: 1200, unit: 'ms' },
  application_exits: { expression: 'application_exits <= 1', observed: 1, unit: 'count' },
  'agents.lost': { expression: 'agents.lost <= 0', observed: 0, unit: 'count' },
  'clock_error.max': { expression: 'clock_error.max <= 2ms', observed: 2, unit: 'ms' },
  'start_skew.max': { expression: 'start_skew.max <= 8ms', observed: 8, unit: 'ms' },
  'audit.coverage': { expression: 'audit.coverage >= 75%', observed: 0.75, unit: 'ratio' },
  'cost.per_month': { expression: 'cost.per_month <= 67.36', observed: 67.36, unit: 'dollars' },
  'cost.per_million_operations': {
    expression: 'cost.per_million_operations <= 0.0023',
    observed: 0.0023,
    unit: 'dollars',
  },
};

describe('stale reads', () => {
  it('are those of the origin, if there is one, and otherwise those of the audit', () => {
    const { origin, ...record } = exampleRecord();
    if (!origin) throw new Error('the example has no origin');
    expect(judge('stale_reads <= 5', record)).toMatchObject({ observed: 5, verdict: 'pass' });
    const stale = { ...origin.stale, count: 9 };
    expect(judge('stale_reads <= 5', { ...record, origin: { ...origin, stale } })).toMatchObject({ observed: 9 });
    expect(judge('offload_ratio >= 1%', record)).toMatchObject({ observed: null, verdict: 'unknown' });
  });
});

describe('keys that are not linearizable', () => {
  it('never pass while others are undecided, and fail if there are too many anyway', () => {
    const { history, ...record } = exampleRecord();
    if (!history) throw new Error('the example has no history');
    const undecided = { ...record, history: { ...history, undecided: [{ reason: 'too many deletions', keys: 2 }] } };
    expect(judge('non_linearizable_keys <= 10', undecided).verdict).toBe('unknown');
    expect(judge('non_linearizable_keys == 0', undecided).verdict).toBe('fail');
    expect(judge('non_linearizable_keys == 0', record)).toMatchObject({ observed: null, verdict: 'unknown' });
  });
});

describe('read results', () => {
  it('have no hit rate if some replies do not show hits, whatever the others show', () => {
    const record = exampleRecord();
    const totals = { ...record.totals, hits: 50, misses: 0, unknownReads: 900 };
    for (const expression of ['hit_rate > 90%', 'hit_rate < 99%', 'hit_rate == 100%'])
      expect(judge(expression, { ...record, totals })).toMatchObject({ observed: null, verdict: 'unknown' });
  });

  it('never pass while the cause of a missing read is unknown, and fail if there are too many anyway', () => {
    const record = exampleRecord();
    const causes = { expired: 0, evicted: 0, flushed: 0, serverGone: 0, lost: 0, unknown: 3 };
    const writeSafety = { ...record.writeSafety, missingReads: { count: 3, causes } };
    expect(judge('missing_reads <= 10', { ...record, writeSafety }).verdict).toBe('unknown');
    expect(judge('missing_reads <= 2', { ...record, writeSafety }).verdict).toBe('fail');
    expect(judge('missing_reads == 0', { ...record, writeSafety }).verdict).toBe('fail');
  });
});

describe('the rewarm time', () => {
  const faults = (...figures: readonly (readonly [rewarmMs: number | null, lowestHitRate: number | null])[]) => ({
    ...exampleRecord(),
    faults: figures.map(([rewarmMs, lowestHitRate]) => fault({ rewarmMs, lowestHitRate })),
  });

  it('is that of the worst fault, and never passes if the hit rate did not recover from one', () => {
    expect(judge('rewarm_time <= 4s', faults([0, 0.9], [4000, 0.1]))).toMatchObject({
      observed: 4000,
      verdict: 'pass',
    });
    expect(judge('rewarm_time <= 5s', faults([4000, 0.1], [null, 0.1])).verdict).toBe('unknown');
    expect(judge('rewarm_time <= 3s', faults([4000, 0.1], [null, 0.1])).verdict).toBe('fail');
    expect(judge('rewarm_time <= 3s', faults([null, 0.1])).explanation).toContain('did not return to within 5 points');
    expect(judge('rewarm_time <= 3s', faults([null, null])).explanation).toContain('too few reads');
  });

  it('is that of the cold start if there is no fault', () => {
    const record = { ...exampleRecord(), faults: [], rewarmMs: 2500 };
    expect(judge('rewarm_time <= 2.5s', record)).toMatchObject({ observed: 2500, verdict: 'pass' });
    expect(judge('rewarm_time <= 2.5s', { ...record, rewarmMs: null }).verdict).toBe('unknown');
  });

  it('is unknown if a record lacks it, or if replies do not show hits', () => {
    const { rewarmMs: _, ...struck } = fault();
    const old = { ...exampleRecord(), faults: [struck] };
    expect(judge('rewarm_time <= 9s', old).explanation).toContain('the record lacks it');
    const record = exampleRecord();
    const totals = { ...record.totals, unknownReads: 1 };
    expect(judge('rewarm_time <= 9s', { ...record, totals }).explanation).toContain('do not show');
  });
});

describe.each(metricNames)('%s', (name) => {
  const { expression, observed, unit } = figures[name] ?? { expression: '', observed: 0, unit: '' };

  it('passes at its limit, with the observed figure', () => {
    expect(judge(expression)).toMatchObject({ expression, observed, unit, verdict: 'pass' });
  });

  it('fails beyond its limit', () => {
    expect(judge(expression.replace(/<=/, '>').replace(/>=/, '<'))).toMatchObject({ observed, verdict: 'fail' });
  });

  it('is unknown without data, for any comparator, and gives the reason', () => {
    for (const comparator of ['<', '<=', '>', '>=', '==']) {
      const judged = judge(expression.replace(/[<>]=/, comparator), emptyRecord());
      expect(judged).toMatchObject({ observed: null, verdict: 'unknown' });
      expect(judged.explanation).toMatch(/ is unknown: .+; the gate requires /);
    }
  });

  it('is unknown in a phase that the run did not reach', () => {
    if (!metricDefinition(name).windowed) return;
    const record = exampleRecord();
    const unsettled = { ...record, phases: record.phases.filter((phase) => phase.name !== 'settled') };
    expect(judge(`${expression} during settled`, record).verdict).not.toBe('unknown');
    expect(judge(`${expression} during settled`, unsettled)).toMatchObject({ observed: null, verdict: 'unknown' });
  });

  it('has an example that is a gate with it', () => {
    const result = parseGate(metricDefinition(name).example, ['get', 'set']);
    expect(result).toMatchObject({ gate: { subject: { metric: name } } });
  });

  it('has its own description', () => {
    expect(metricDefinition(name).summary).toMatch(/^[A-Z].+\.$/);
  });
});

describe('evaluateGate', () => {
  it.each([
    [
      'lost_writes <= 10',
      'lost_writes was 7, and the gate requires <= 10. They were acknowledged from 5.99 s to 6 s, first in steady.',
    ],
    [
      'lost_writes == 0',
      'lost_writes was 7, but the gate requires == 0. They were acknowledged from 5.99 s to 6 s, first in steady.',
    ],
    [
      'response_time.p99 < 3.5ms during steady',
      'response_time.p99 during steady was 4 ms, but the gate requires < 3.5ms.',
    ],
    ['availability >= 99%', 'availability was 99.5%, and the gate requires >= 99%.'],
    [
      'response_time.p99 during settled <= 1.2 * response_time.p99 during steady',
      'response_time.p99 during settled was 4 ms, and the gate requires <= 4.8ms (1.2 * response_time.p99 during steady).',
    ],
  ])('explains %s', (expression, explanation) => {
    expect(judge(expression).explanation).toBe(explanation);
  });

  it('uses the singular for one lost write', () => {
    const { writeSafety } = exampleRecord();
    const fates = { survived: 489, lost: 1, recovered: 0, vanished: 0, duplicated: 0, unexpected: 0 };
    const lossWindow = { firstLostAckMs: 6000, lastLostAckMs: 6000 };
    expect(
      judge('lost_writes == 0', exampleRecord({ writeSafety: { ...writeSafety, fates, lossWindow } })).explanation,
    ).toBe('lost_writes was 1, but the gate requires == 0. It was acknowledged at 6 s, in failover.');
  });

  it('shows when a figure was worst, and in which phase', () => {
    const quiet = {
      sent: 9,
      ok: 9,
      fail: 0,
      indeterminate: 0,
      dropped: 0,
      p50Us: 1,
      p99Us: 100,
      maxUs: 200,
      errors: {},
    };
    const intervals = [
      { ...quiet, startMs: 5000, p99Us: 300 },
      { ...quiet, startMs: 6100, ok: 2, fail: 7, p99Us: 9000, maxUs: 20_000 },
    ];
    const record = exampleRecord({ timeline: { intervalMs: 100, intervals } });
    const explanation = (gate: string) => judge(gate, record).explanation;
    expect(explanation('response_time.p99 < 1s')).toMatch(/ It was worst at 6\.1 s, in failover \(9 ms\)\.$/);
    expect(explanation('response_time.p99 < 1s during steady')).toMatch(
      / It was worst at 5 s, in steady \(300 µs\)\.$/,
    );
    expect(explanation('availability > 1%')).toMatch(/ It was worst at 6\.1 s, in failover\.$/);
    expect(explanation('promotion_time < 9s')).toMatch(/ It was worst after host-loss at 6 s\.$/);
    expect(explanation('response_time.set.p99 < 1s')).toMatch(/requires < 1s\.$/);
    expect(explanation('error_rate < 50% during steady')).toMatch(/requires < 50%\.$/);
  });

  it('ascribes an outage shared by several faults to the one that struck closest to its start, and names none without one', () => {
    const [fault] = exampleRecord({}).faults;
    const explanation = (writeMs: number) => {
      const outages = [{ shard: 0, sort: 'write' as const, startMs: 6_320, durationMs: writeMs }];
      const unavailability = { ...fault!.unavailability, writeMs, outages };
      const faults = [1_000, 6_000, 7_000].map((injectedAtMs) => ({ ...fault!, injectedAtMs, unavailability }));
      return judge('unavailability.write < 30s', exampleRecord({ faults })).explanation;
    };
    expect(explanation(988)).toMatch(/ It was worst after host-loss at 6 s\.$/);
    expect(explanation(0)).not.toContain('It was worst');
  });

  it('judges what has been measured so far, and nothing that is known only at the end', () => {
    const measured = (expression: string) => {
      const result = parseGate(expression, ['get', 'set']);
      if ('problem' in result) throw new Error(expression);
      return evaluateMeasured(result.gate, exampleRecord()).verdict;
    };
    expect(measured('response_time.p99 < 1ms')).toBe('fail');
    expect(measured('throughput > 9k during steady')).toBe('pass');
    expect(measured('lost_writes == 0')).toBe('unknown');
  });

  it('reads each aggregate from its own field', () => {
    const aggregates = {
      min: 100,
      mean: 1001,
      p50: 1000,
      p90: 2000,
      p95: 3000,
      p99: 4000,
      'p99.9': 5000,
      'p99.99': 6000,
      max: 7000,
    };
    for (const [aggregate, observed] of Object.entries(aggregates)) {
      expect(judge(`response_time.${aggregate} < 1s`).observed).toBe(observed);
    }
  });

  it('takes the limit of a comparison from the record', () => {
    expect(judge('response_time.set.p50 <= 1.5 * response_time.p50')).toMatchObject({
      observed: 2000,
      limit: 1500,
      verdict: 'fail',
    });
  });

  it('is unknown if the other side of a comparison has no data', () => {
    const record = exampleRecord();
    const unsteady = { ...record, phases: record.phases.filter((phase) => phase.name !== 'steady') };
    expect(judge('throughput >= 0.9 * throughput during steady', unsteady)).toMatchObject({
      limit: null,
      verdict: 'unknown',
    });
  });

  it('has no response time in a closed loop, and suggests the service time', () => {
    const record = exampleRecord();
    const closed = {
      ...record,
      totals: {
        ...record.totals,
        latency: { all: { response: null, service: record.totals.latency.all?.service ?? null } },
      },
    };
    expect(judge('response_time.p99 < 1s', closed).explanation).toContain('a closed loop has no response time');
    expect(judge('service_time.p99 < 1s', closed).verdict).toBe('pass');
  });

  describe('for an outage that was not over when the run ended', () => {
    const unended = fault({ unavailability: { ...fault().unavailability, ended: false } });
    const record = exampleRecord({ faults: [unended] });

    it('fails once the limit is exceeded, and gives no verdict before', () => {
      expect(judge('unavailability.write < 2s', record).verdict).toBe('fail');
      expect(judge('unavailability.write < 30s', record).verdict).toBe('unknown');
      expect(judge('unavailability.write > 1s', record).verdict).toBe('pass');
      expect(judge('unavailability.write > 30s', record).verdict).toBe('unknown');
      expect(judge('unavailability.application < 1s', record).verdict).toBe('fail');
      expect(judge('unavailability.application < 30s', record).verdict).toBe('unknown');
    });

    it('says how long it had lasted', () => {
      const reason = 'the outage caused by host-loss was not over when the run ended, after 2.2 s';
      expect(judge('unavailability.write < 30s', record)).toMatchObject({
        reason,
        explanation: `unavailability.write was 2.2 s, but that proves nothing: ${reason}; the gate requires < 30s. It was worst after host-loss at 6 s.`,
      });
      expect(judge('unavailability.write < 2s', record).explanation).toContain(
        `unavailability.write was 2.2 s (${reason}), but the gate requires < 2s.`,
      );
    });

    it('names the fault whose outage goes on, even if another was longer', () => {
      const longer = fault({ unavailability: { ...fault().unavailability, writeMs: 9000 } });
      const judged = judge(
        'unavailability.write < 30s',
        exampleRecord({ faults: [longer, { ...unended, name: 'flap' }] }),
      );
      expect(judged).toMatchObject({ observed: 9000, verdict: 'unknown' });
      expect(judged.reason).toBe('the outage caused by flap was not over when the run ended, after 2.2 s');
    });
  });

  it('does not pass a time without redundancy that was not over when the run ended', () => {
    const lost = { atMs: 6000, type: 'redundancy-lost', shard: 0 } as const;
    const restored = { atMs: 9000, type: 'redundancy-restored', shard: 0 } as const;
    const verdictAfter = (...events: RunRecord['events']) =>
      judge('time_without_redundancy < 30s', exampleRecord({ events })).verdict;
    expect(verdictAfter(lost, restored)).toBe('pass');
    expect(verdictAfter(lost, restored, lost)).toBe('unknown');
    expect(verdictAfter(lost, { ...lost, shard: 1 }, restored)).toBe('unknown');
    expect(judge('time_without_redundancy < 4s', exampleRecord({ events: [lost] })).verdict).toBe('fail');
  });

  it('judges several faults by the worst one', () => {
    const worse = fault({ unavailability: { ...fault().unavailability, writeMs: 9000 } });
    expect(judge('unavailability.write < 5s', exampleRecord({ faults: [fault(), worse] }))).toMatchObject({
      observed: 9000,
      verdict: 'fail',
    });
  });

  it('expects no outage around a fault of sentinels alone, which serve no clients', () => {
    const nothing = { writeMs: null, readMs: null, proberWriteMs: null, proberReadMs: null, ended: true };
    const struck = (...targets: string[]) => fault({ targets, milestones: [], unavailability: nothing });
    const node = { zone: 'az-1', shard: null, host: '127.0.1.1', port: 1, pid: 1, dataDir: '/tmp' } as const;
    const nodes = [
      { ...node, id: 's1', role: 'sentinel' as const },
      { ...node, id: 'n1', role: 'primary' as const, shard: 0 },
    ];
    const judged = (...faults: ReturnType<typeof fault>[]) =>
      judge('unavailability.write < 5s', exampleRecord({ faults, topology: { ...exampleRecord().topology, nodes } }));
    expect(judged(struck('s1'), fault())).toMatchObject({ verdict: 'pass' });
    for (const faults of [[struck('s1')], [struck('s1', 'n1'), fault()], [struck(), fault()]])
      expect(judged(...faults)).toMatchObject({ verdict: 'unknown' });
  });

  it('does not pass if one of several faults has no data, but fails if another fault fails', () => {
    const never = fault({ milestones: fault().milestones.map((milestones) => ({ ...milestones, promotedMs: null })) });
    const record = exampleRecord({ faults: [fault(), never] });
    expect(judge('promotion_time < 5s', record)).toMatchObject({ observed: 1400, verdict: 'unknown' });
    expect(judge('promotion_time < 1s', record).verdict).toBe('fail');
    expect(judge('promotion_time > 1s', record).verdict).toBe('pass');
    expect(judge('promotion_time == 1400ms', record).verdict).toBe('unknown');
  });

  it('uses no count of an audit without a verdict', () => {
    const record = exampleRecord();
    const unread = {
      ...record,
      writeSafety: { ...record.writeSafety, verdict: 'unknown' as const, reason: 'keys were evicted' },
    };
    for (const metric of ['lost_writes', 'duplicated_writes', 'unexpected_writes']) {
      expect(judge(`${metric} == 0`, unread)).toMatchObject({ observed: null, verdict: 'unknown' });
    }
    expect(judge('lost_writes == 0', unread).explanation).toContain('keys were evicted');
  });

  it('is unknown for acknowledged writes of a phase whose writes were not counted', () => {
    const record = exampleRecord();
    const uncounted = { ...record, phases: record.phases.map(({ writes: _, ...phase }) => phase) };
    expect(judge('acknowledged_writes >= 99% during steady').observed).toBe(0.995);
    expect(judge('acknowledged_writes >= 99% during steady', uncounted).verdict).toBe('unknown');
  });

  it('passes a figure exactly if the comparison of the numbers holds', () => {
    const holds = {
      '<': (a: number, b: number) => a < b,
      '<=': (a: number, b: number) => a <= b,
      '>': (a: number, b: number) => a > b,
      '>=': (a: number, b: number) => a >= b,
      '==': (a: number, b: number) => a === b,
    } as const;
    const comparators = Object.keys(holds) as (keyof typeof holds)[];
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), fc.constantFrom(...comparators), (lost, limit, comparator) => {
        const record = exampleRecord();
        const changed = {
          ...record,
          writeSafety: {
            ...record.writeSafety,
            fates: { survived: 0, recovered: 0, vanished: 0, duplicated: 0, unexpected: 0, lost },
          },
        };
        const { verdict } = judge(`lost_writes ${comparator} ${limit}`, changed);
        expect(verdict).toBe(holds[comparator](lost, limit) ? 'pass' : 'fail');
      }),
    );
  });
});

describe('a stall of the load generator', () => {
  // The example's fault strikes at 6 s, which is the end of steady.
  const stalled = (durationMs: number, startMs = 6_500): RunRecord =>
    exampleRecord({ stalls: [{ startMs, durationMs, where: 'generator' }] });

  it('makes a failing figure unknown if it can have worsened it', () => {
    for (const failing of ['availability >= 99.99%', 'unavailability.write < 2150ms', 'response_time.p99 < 1ms']) {
      expect(judge(failing).verdict).toBe('fail');
      expect(judge(failing, stalled(150))).toMatchObject({
        verdict: 'unknown',
        explanation: expect.stringContaining('the load generator stalled for 150 ms'),
      });
    }
  });

  it('of the main thread casts doubt only on what that thread observed', () => {
    const record = exampleRecord({
      stalls: [{ startMs: 7_200, durationMs: 150, where: 'generator', thread: 'main' }],
    });
    for (const late of ['detection_time < 1s', 'promotion_time < 1300ms', 'redundancy_time < 4400ms']) {
      expect(judge(late).verdict).toBe('fail');
      expect(judge(late, record).verdict).toBe('unknown');
    }
    expect(judge('promotion_time < 1s', record).verdict).toBe('fail');
    expect(judge('promotion_time < 2s', record).verdict).toBe('pass');
    expect(judge('unavailability.write < 2150ms', record).verdict).toBe('fail');
    expect(judge('response_time.p99 < 1ms', record).verdict).toBe('fail');
    expect(stallSentences(record)).toEqual([]);
  });

  it('changes nothing for a figure that holds, for a loss, in another phase, or if it is short', () => {
    expect(judge('availability >= 99%', stalled(150)).verdict).toBe('pass');
    expect(judge('lost_writes == 0', stalled(150)).verdict).toBe('fail');
    expect(judge('unavailability.write < 1s', stalled(150)).verdict).toBe('fail');
    expect(judge('availability >= 99.99%', stalled(20)).verdict).toBe('fail');
    expect(judge('throughput >= 1m during steady', stalled(150)).verdict).toBe('fail');
    expect(judge('throughput >= 1m during steady', stalled(150, 1_000)).verdict).toBe('unknown');
    expect(judge('unavailability.write < 2150ms', stalled(150, 1_000)).verdict).toBe('fail');
  });
});
