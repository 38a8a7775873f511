import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatFigure } from '../../src/gate/figures.js';
import { comparators, formatSubject, type Gate, type Subject } from '../../src/gate/gate.js';
import { metricDefinition, metricNames } from '../../src/gate/metrics.js';
import { parseGate } from '../../src/gate/parse-gate.js';
import { windows } from '../../src/gate/selection.js';

const operations = ['get', 'set'];

function parsed(expression: string): Gate {
  const result = parseGate(expression, operations);
  if ('problem' in result) throw new Error(JSON.stringify(result.problem));
  return result.gate;
}

function problem(expression: string) {
  const result = parseGate(expression, operations);
  if ('gate' in result) throw new Error(`"${expression}" is a gate`);
  return result.problem;
}

describe('parseGate', () => {
  it.each([
    ['unavailability.write < 30s', 'unavailability.write', null, null, 'all', '<', 30_000],
    ['lost_writes <= 100', 'lost_writes', null, null, 'all', '<=', 100],
    ['lost_writes==0', 'lost_writes', null, null, 'all', '==', 0],
    ['response_time.p99 < 10ms during steady', 'response_time', null, 'p99', 'steady', '<', 10_000],
    ['response_time.p99 during steady < 10 ms', 'response_time', null, 'p99', 'steady', '<', 10_000],
    ['response_time.set.p99.9 < 1.5s', 'response_time', 'set', 'p99.9', 'all', '<', 1_500_000],
    ['service_time.max <= 250us during all', 'service_time', null, 'max', 'all', '<=', 250],
    ['availability >= 99%', 'availability', null, null, 'all', '>=', 0.99],
    ['availability >= 0.999', 'availability', null, null, 'all', '>=', 0.999],
    ['throughput > 9.5k/s during settled', 'throughput', null, null, 'settled', '>', 9500],
    ['throughput > 0', 'throughput', null, null, 'all', '>', 0],
  ] as const)('parses %s', (expression, metric, operation, aggregate, window, comparator, value) => {
    expect(parsed(expression)).toEqual({
      expression,
      subject: { metric, operation, aggregate, window },
      comparator,
      limit: { kind: 'figure', value },
    });
  });

  it('reads a comparison with another phase', () => {
    const gate = parsed('response_time.p99 during settled <= 1.2 * response_time.p99 during steady');
    expect(gate.subject).toEqual({ metric: 'response_time', operation: null, aggregate: 'p99', window: 'settled' });
    expect(gate.limit).toEqual({
      kind: 'multiple',
      factor: 1.2,
      of: { metric: 'response_time', operation: null, aggregate: 'p99', window: 'steady' },
    });
  });

  it('treats a comparison without a factor as factor one', () => {
    expect(parsed('detection_time < promotion_time').limit).toMatchObject({ kind: 'multiple', factor: 1 });
  });

  it.each([
    ['respnse_time.p99 < 10ms', 0, 'respnse_time.p99', 'response_time.p99'],
    ['lostwrites == 0', 0, 'lostwrites', 'lost_writes'],
    ['unavailability < 3s', 0, 'unavailability', 'unavailability.write'],
    ['response_time < 10ms', 0, 'response_time', 'response_time.p99'],
    ['response_time.p98 < 10ms', 0, 'response_time.p98', 'response_time.p90'],
    ['response_time.p99.999 < 10ms', 0, 'response_time.p99.999', 'response_time.p99.99'],
    ['response_time.sett.p99 < 10ms', 0, 'response_time.sett.p99', 'response_time.set.p99'],
    ['response_time.set.p99.99.9 < 10ms', 0, 'response_time.set.p99.99.9', 'response_time.set.p99.99'],
    ['p99 < 10ms', 0, 'p99', 'response_time.p99'],
    ['p(95) < 10ms', 0, 'p(95)', 'response_time.p95'],
    ['latency < 10ms', 0, 'latency', 'response_time.p99'],
    ['latency.p99.9 < 10ms', 0, 'latency.p99.9', 'response_time.p99.9'],
    ['downtime < 10s', 0, 'downtime', 'unavailability.write'],
    ['qps > 1000', 0, 'qps', 'throughput'],
    ['response_time.p99 < 10', 20, '10', '10s'],
    ['response_time.p99 < 10msec', 20, '10msec', '10ms'],
    ['availability >= 99', 16, '99', '99%'],
    ['throughput.p99 > 3', 0, 'throughput.p99', 'throughput'],
    ['response_time.p99 < 10ms during stedy', 32, 'stedy', 'steady'],
    ['response_time.p99 durin steady < 10ms', 18, 'durin', 'during'],
    ['lost_writes = 0', 12, '=', '=='],
    ['response_time.p99 < 2 * respons_time.p99', 24, 'respons_time.p99', 'response_time.p99'],
  ])('shows the place and suggests the word in %s', (expression, at, found, suggestion) => {
    expect(problem(expression)).toMatchObject({ at, found, suggestion });
  });

  it.each([
    ['', 'one of the metrics'],
    ['banana < 3', 'one of the metrics'],
    ['lost_writes', 'one of the comparators'],
    ['lost_writes <', 'a whole number'],
    ['lost_writes < -1', 'a whole number'],
    ['lost_writes < 1.5', 'a whole number'],
    ['lost_writes < 3ms', 'a whole number'],
    ['lost_writes < 3 during steady', 'known for the whole run only'],
    ['unavailability.write during failover < 3s', 'known for the whole run only'],
    ['unavailability.write < 3', 'has no unit'],
    ['throughput < max', 'one of the metrics'],
    ['error_rate < 101%', 'at most 100%'],
    ['response_time.p99 during steady < 3ms during steady', 'already named'],
    ['response_time.p99 < 3ms 4ms', 'a duration'],
    ['lost_writes < 3 and more', 'a whole number'],
    ['response_time.p99 < 3ms during steady please', 'the end of the gate'],
    ['response_time.p99 < 0 * response_time.p99', 'a factor above 0'],
    ['response_time.p99 < 2 * lost_writes', 'in the unit of response_time'],
    ['toString < 1', 'one of the metrics'],
    ['__proto__ < 1', 'one of the metrics'],
  ])('rejects "%s"', (expression, expected) => {
    expect(problem(expression).expected).toContain(expected);
  });

  it('knows only the operations it is given', () => {
    expect(parseGate('response_time.incr.p99 < 1ms', ['incr'])).toHaveProperty('gate');
    expect(problem('response_time.incr.p99 < 1ms').expected).toContain('get, set');
  });

  it('parses every figure that it prints', () => {
    fc.assert(
      fc.property(
        subjects(),
        fc.constantFrom(...comparators),
        fc.integer({ min: 1, max: 99 }),
        (subject, comparator, number) => {
          const text = `${formatSubject(subject)} ${comparator} ${number}${unitSuffix[metricDefinition(subject.metric).unit]}`;
          expect(parsed(text)).toMatchObject({ subject, comparator });
          const twice = `${formatSubject(subject)} ${comparator} ${number} * ${formatSubject(subject)}`;
          expect(parsed(twice).limit).toEqual({ kind: 'multiple', factor: number, of: subject });
        },
      ),
    );
  });

  it('parses every limit as it is printed for people', () => {
    const limits = {
      us: ['response_time.p99', fc.nat(600_000_000)],
      ms: ['promotion_time', fc.nat(600_000)],
      perSecond: ['throughput', fc.integer({ min: 1, max: 1_000_000 })],
      ratio: ['availability', fc.nat(10_000).map((share) => share / 10_000)],
      count: ['lost_writes', fc.nat(1_000_000)],
    } as const;
    for (const [unit, [metric, values]] of Object.entries(limits))
      fc.assert(
        fc.property(values as fc.Arbitrary<number>, (value) => {
          const { limit } = parsed(`${metric} <= ${formatFigure(value, unit as keyof typeof limits)}`);
          expect(limit.kind === 'figure' ? limit.value : Number.NaN).toBeCloseTo(value, 9);
        }),
      );
  });

  it('never throws, and always locates its problem inside the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), wordSalad()), (text) => {
        const result = parseGate(text, operations);
        if ('problem' in result) {
          expect(result.problem.at).toBeLessThanOrEqual(text.length);
          expect(result.problem.expected).not.toBe('');
        }
      }),
      { numRuns: 500 },
    );
  });
});

const unitSuffix = { us: 'us', ms: 'ms', perSecond: '/s', ratio: '%', count: '', dollars: '' } as const;

function subjects(): fc.Arbitrary<Subject> {
  return fc.constantFrom(...metricNames).chain((metric) => {
    const definition = metricDefinition(metric);
    return fc.record({
      metric: fc.constant(metric),
      operation: definition.perOperation ? fc.constantFrom(null, ...operations) : fc.constant(null),
      aggregate: definition.aggregates.length > 0 ? fc.constantFrom(...definition.aggregates) : fc.constant(null),
      window: definition.windowed ? fc.constantFrom(...windows) : fc.constant('all' as const),
    });
  });
}

function wordSalad(): fc.Arbitrary<string> {
  const words = [
    'response_time.p99',
    'lost_writes',
    '<',
    '==',
    '10ms',
    '3',
    '*',
    'during',
    'steady',
    '99%',
    '.',
    '1.2',
  ];
  return fc.array(fc.constantFrom(...words), { maxLength: 8 }).map((chosen) => chosen.join(' '));
}
