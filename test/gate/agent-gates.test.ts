import { describe, expect, it } from 'vitest';
import { evaluateGate } from '../../src/gate/evaluate-gate.js';
import { parseGate } from '../../src/gate/parse-gate.js';
import { exampleAgent, exampleRecord } from './example-record.js';

/** The example record has p99 = 4 ms, 9,800/s, 99.5 % available and 7 lost writes. */
function judgeWithout(expression: string) {
  return judge(expression, [exampleAgent(1), exampleAgent(2, { lostAtMs: 5_000, auditedKeys: 0 })]);
}

function judge(expression: string, agents: readonly ReturnType<typeof exampleAgent>[]) {
  const result = parseGate(expression, ['get', 'set']);
  if ('problem' in result) throw new Error(JSON.stringify(result.problem));
  return evaluateGate(result.gate, exampleRecord({ agents: [...agents] }));
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

  it.each([
    // It had reported its whole share of steady, which ends at 6 s.
    [6_000, 'pass'],
    [5_900, 'unknown'],
  ] as const)(
    'a window that ends before its last report, at %d ms, is judged as ever: %s',
    (reportedUntilMs, verdict) => {
      const lost = exampleAgent(2, { lostAtMs: 14_000, reportedUntilMs, auditedKeys: 0 });
      expect(judge('response_time.p99 during steady < 100ms', [exampleAgent(1), lost]).verdict).toBe(verdict);
      expect(judge('response_time.p99 during failover < 100ms', [exampleAgent(1), lost]).verdict).toBe('unknown');
    },
  );

  it('says so', () => {
    expect(judgeWithout('throughput >= 5k/s').explanation).toContain('an agent was lost');
  });
});
