import { describe, expect, it } from 'vitest';
import { evaluateGate } from '../../src/gate/evaluate-gate.js';
import { parseGate } from '../../src/gate/parse-gate.js';
import { exampleAgent, exampleRecord } from './example-record.js';

/** The example record has p99 = 4 ms, 9,800/s, 99.5 % available and 7 lost writes. */
function judgeWithout(expression: string) {
  const result = parseGate(expression, ['get', 'set']);
  if ('problem' in result) throw new Error(JSON.stringify(result.problem));
  const agents = [exampleAgent(1), exampleAgent(2, { lostAtMs: 5_000, auditedKeys: 0 })];
  return evaluateGate(result.gate, exampleRecord({ agents }));
}

describe('if an agent was lost', () => {
  it.each([
    ['agents.lost <= 0', 'fail'],
    ['agents.lost <= 1', 'pass'],
    ['audit.coverage >= 100%', 'fail'],
    // What it did could have made each of these better or worse.
    ['response_time.p99 < 100ms', 'unknown'],
    ['response_time.p99 < 3ms', 'unknown'],
    ['throughput >= 5k/s', 'unknown'],
    ['availability >= 99%', 'unknown'],
    ['availability >= 99.9%', 'unknown'],
    // Its share can only add to those.
    ['lost_writes <= 6', 'fail'],
    ['lost_writes <= 7', 'unknown'],
    ['lost_writes <= 1000000', 'unknown'],
  ])('%s: %s', (expression, verdict) => {
    expect(judgeWithout(expression).verdict).toBe(verdict);
  });

  it('says so', () => {
    expect(judgeWithout('throughput >= 5k/s').explanation).toContain('an agent was lost');
  });
});
