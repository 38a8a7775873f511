import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateGate } from '../../src/gate/evaluate-gate.js';
import { comparators } from '../../src/gate/gate.js';
import { parseGate } from '../../src/gate/parse-gate.js';
import { compareRanges } from '../../src/gate/plausible-range.js';
import type { RunRecord } from '../../src/record/run-record.js';
import { exampleRecord, fault } from './example-record.js';

const saturation = { ...exampleRecord().saturation, saturated: true, reasons: ['the event loop lagged'] };

function judge(expression: string, changes: Partial<RunRecord> = {}) {
  const result = parseGate(expression, ['get', 'set']);
  if ('problem' in result) throw new Error(JSON.stringify(result.problem));
  return evaluateGate(result.gate, exampleRecord({ saturation, ...changes }));
}

describe('if the load generator was the limit', () => {
  // The example record has p99 = 4 ms, 9,800/s, 1 % errors, 10 dropped, 99.5 % available, an outage of 2.2 s and 7 lost writes.
  it.each([
    ['response_time.p99 < 100ms', 'pass'],
    ['response_time.p99 < 3ms', 'unknown'],
    ['response_time.p99 > 3ms', 'unknown'],
    ['response_time.p99 > 100ms', 'fail'],
    ['response_time.p99 == 4ms', 'unknown'],
    ['response_time.p99 == 5ms', 'fail'],
    ['service_time.p99 < 1h', 'pass'],
    ['throughput >= 5k/s', 'pass'],
    ['throughput >= 20k/s', 'unknown'],
    ['throughput < 20k/s', 'unknown'],
    ['throughput < 5k/s', 'fail'],
    ['availability >= 99%', 'pass'],
    ['availability >= 99.9%', 'unknown'],
    ['availability <= 100%', 'pass'],
    ['acknowledged_writes >= 90%', 'pass'],
    ['acknowledged_writes >= 99%', 'unknown'],
    ['error_rate < 5%', 'pass'],
    ['error_rate < 0.1%', 'unknown'],
    ['dropped <= 10', 'pass'],
    ['dropped == 0', 'unknown'],
    ['indeterminate_writes <= 6', 'pass'],
    ['indeterminate_writes <= 5', 'unknown'],
    ['unavailability.write < 3s', 'pass'],
    ['unavailability.write < 2s', 'unknown'],
    ['promotion_time < 2s', 'pass'],
    ['promotion_time < 1s', 'unknown'],
    ['time_without_redundancy < 4s', 'unknown'],
    ['recovery_time < 1h', 'unknown'],
    ['recovery_time > 1ms', 'unknown'],
    ['lost_writes < 100', 'pass'],
    ['lost_writes < 1', 'fail'],
    ['stale_reads == 0', 'fail'],
    ['full_resyncs <= 2', 'fail'],
    ['hit_rate >= 99%', 'fail'],
    ['response_time.p99 during settled <= 1.2 * response_time.p99 during steady', 'unknown'],
    ['throughput during settled >= 0.5 * throughput during steady', 'unknown'],
  ])('%s: %s', (expression, verdict) => {
    expect(judge(expression).verdict).toBe(verdict);
  });

  it('marks a figure that the generator can only raise with "at most", and one that it can only lower with "at least"', () => {
    expect(judge('response_time.p99 < 100ms').explanation).toBe(
      'response_time.p99 was at most 4 ms, and the gate requires < 100ms.',
    );
    expect(judge('throughput >= 20k/s').explanation).toMatch(
      /^throughput was at least 9800\/s, but that proves nothing: the load generator was the limit; the gate requires >= 20000\/s\.$/,
    );
  });

  it('passes no limit on the service time if the servers had less load than planned, which makes them faster', () => {
    const { totals } = exampleRecord();
    const dropping = { totals: { ...totals, operations: { ...totals.operations, planned: 1000, dropped: 11 } } };
    expect(judge('service_time.p99 < 1h', dropping).verdict).toBe('unknown');
    expect(judge('response_time.p99 < 1h', dropping).verdict).toBe('pass');
    const service = totals.latency.all?.service ?? null;
    const closedLoop = { totals: { ...totals, latency: { all: { response: null, service } } } };
    expect(judge('service_time.p99 < 1h', closedLoop).verdict).toBe('unknown');
    expect(judge('throughput > 5k/s', closedLoop).verdict).toBe('pass');
  });

  it('does not fail an outage that never ended, because the generator may have caused it', () => {
    const unended = fault({ unavailability: { ...fault().unavailability, ended: false } });
    expect(judge('unavailability.write < 30s', { faults: [unended] }).verdict).toBe('unknown');
  });
});

describe('if the load was not carried even before any fault', () => {
  const healthy = exampleRecord().saturation;
  const warnings = [{ code: 'load-not-carried', message: 'Only 72 % of the load was carried.' }];
  it.each([
    ['availability >= 99.9%', 'unknown'],
    ['availability >= 99%', 'pass'],
    ['response_time.p99 < 3ms', 'unknown'],
    ['lost_writes < 1', 'fail'],
  ])('%s: %s', (expression, verdict) => {
    expect(judge(expression, { saturation: healthy, warnings }).verdict).toBe(verdict);
    // Without the warning, a figure beyond its limit fails.
    expect(judge(expression, { saturation: healthy, warnings: [] }).verdict).not.toBe('unknown');
  });
});

describe('two ranges', () => {
  const holds = {
    '<': (a: number, b: number) => a < b,
    '<=': (a: number, b: number) => a <= b,
    '>': (a: number, b: number) => a > b,
    '>=': (a: number, b: number) => a >= b,
    '==': (a: number, b: number) => a === b,
  } as const;
  const range = fc.tuple(fc.nat(6), fc.nat(6)).map(([a, b]) => ({ least: Math.min(a, b), most: Math.max(a, b) }));
  const inside = ({ least, most }: { readonly least: number; readonly most: number }) =>
    Array.from({ length: 2 * (most - least) + 1 }, (_, half) => least + half / 2);

  it('compare if all pairs of their figures do, or if some do', () => {
    fc.assert(
      fc.property(range, range, fc.constantFrom(...comparators), (left, right, comparator) => {
        const pairs = inside(left).flatMap((a) => inside(right).map((b) => holds[comparator](a, b)));
        const expected = pairs.every(Boolean) ? 'all' : pairs.some(Boolean) ? 'some' : 'none';
        expect(compareRanges(left, comparator, right)).toBe(expected);
      }),
    );
  });
});
