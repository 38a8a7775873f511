import { expect, test } from 'vitest';
import { expectGates } from '../../src/api/expect-gates.js';
import { exampleRecord } from '../gate/example-record.js';

const gate = { observed: 3, limit: 0, unit: 'count' } as const;
const lost = { ...gate, expression: 'lost_writes == 0', verdict: 'fail', explanation: '3 writes were lost' } as const;
const late = {
  ...gate,
  expression: 'recovery_time < 5s',
  verdict: 'unknown',
  explanation: 'it never recovered',
} as const;
const good = { ...gate, expression: 'error_rate < 1%', verdict: 'pass', explanation: 'no errors' } as const;
const run = { ...exampleRecord().run, id: 'r1', interrupted: false };

test('a run whose gates all passed throws nothing', () => {
  expect(() => expectGates({ run, gates: [good], verdict: 'pass' })).not.toThrow();
});

test('a run that did not pass throws the sentence of each gate that failed or had no verdict', () => {
  expect(() => expectGates({ run, gates: [good, lost, late], verdict: 'fail' })).toThrow(
    new Error(
      [
        'The run r1 did not pass: its verdict is fail.',
        'FAIL  lost_writes == 0: 3 writes were lost',
        'UNKNOWN  recovery_time < 5s: it never recovered',
      ].join('\n'),
    ),
  );
});

test('a run without a verdict, or interrupted, does not pass, whatever its gates say', () => {
  expect(() => expectGates({ run, gates: [], verdict: 'unknown' })).toThrow(/its verdict is unknown/);
  expect(() => expectGates({ run: { ...run, interrupted: true }, gates: [good], verdict: 'pass' })).toThrow(
    /interrupted/,
  );
});
