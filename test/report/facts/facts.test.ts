import { describe, expect, it } from 'vitest';
import { headlineOf } from '../../../src/report/facts/headline.js';
import { nodeChanges } from '../../../src/report/facts/node-changes.js';
import { outageTable } from '../../../src/report/facts/outage.js';
import { repeatCommand } from '../../../src/report/facts/repeat-command.js';
import { waterfallOf } from '../../../src/report/facts/waterfall.js';
import { writeSafetyRows } from '../../../src/report/facts/write-safety.js';
import { buildRecord, startNodes } from '../../fixtures/records/build-record.js';
import { hostLoss, hostLossMilestones, sentinelFailover } from '../../fixtures/records/sentinel-failover.js';

describe('the headline', () => {
  it('states that nothing was checked if there are no gates', () => {
    expect(headlineOf(buildRecord({ gates: [] }))).toMatchObject({
      word: 'PASS',
      summary: 'steady-state: no gates defined',
      reasons: [],
    });
  });

  it('explains a verdict without failed gates by the audit and the warnings', () => {
    const safety = { ...buildRecord().writeSafety, verdict: 'unknown', reason: 'Keys were evicted.' } as const;
    const warnings = [{ code: 'not-converged', message: 'The cluster did not converge.' }];
    expect(headlineOf(buildRecord({ verdict: 'unknown', writeSafety: safety, warnings }))).toMatchObject({
      word: 'UNKNOWN',
      summary: 'steady-state: the run itself is inconclusive',
      reasons: ['Write safety is unknown: Keys were evicted.', 'The cluster did not converge.'],
    });
  });

  it('explains why a run is saturated, and what to change', () => {
    const saturation = {
      ...buildRecord().saturation,
      saturated: true,
      reasons: ['load thread 1 was held up for 30.0 ms (p99)'],
      remedies: ['a lower rate (--rate)', 'more threads (--threads)'],
    };
    expect(headlineOf(buildRecord({ saturation })).notices).toEqual([
      {
        word: 'SATURATED',
        sentences: [
          'Why: load thread 1 was held up for 30.0 ms (p99). Latency gates that pass are valid, those that fail are unknown.',
          'To change it, try a lower rate (--rate); or more threads (--threads).',
        ],
      },
    ]);
  });

  it('has general advice for a saturated record of version 0.1, which has no specific advice', () => {
    const saturation = { ...buildRecord().saturation, saturated: true };
    expect(headlineOf(buildRecord({ saturation })).notices[0]?.sentences[1]).toContain('--threads');
  });

  it('lists at most four reasons, and the number of others', () => {
    const gate = {
      expression: 'x < 1',
      observed: 2,
      limit: 1,
      unit: 'count',
      verdict: 'fail',
      explanation: 'no',
    } as const;
    const { reasons } = headlineOf(buildRecord({ verdict: 'fail', gates: Array(7).fill(gate) as (typeof gate)[] }));
    expect(reasons).toHaveLength(5);
    expect(reasons.at(-1)).toBe('and 3 more, listed under gates');
  });
});

describe('the failover timeline', () => {
  it('is in order of time, and ends with what never happened', () => {
    const milestones = hostLossMilestones({ promotedMs: 10, latencyRecoveredMs: null, agreedMs: null });
    const steps = waterfallOf(sentinelFailover(), hostLoss(), milestones);
    expect(steps[0]).toMatchObject({ label: 'replica promoted', afterMs: 10, text: '10 ms' });
    expect(steps.slice(-2).map(({ label, text }) => `${label}: ${text}`)).toEqual([
      'failure agreed: not seen',
      'p99 recovered: never',
    ]);
  });

  it('does not blame a replacement that was not planned', () => {
    const scenario = { name: 'x', faults: [{ 'host-loss': {}, recover: 'none' }] };
    const milestones = hostLossMilestones({ replacementJoinedMs: null });
    const steps = waterfallOf(sentinelFailover({ scenario }), hostLoss(), milestones);
    expect(steps.at(-1)).toMatchObject({ label: 'replacement joined', afterMs: null, text: 'not asked' });
  });
});

describe('the outage', () => {
  it('has no client share if a figure is missing or the clients were back first', () => {
    const outage = outageTable({ writeMs: 100, readMs: 50, proberWriteMs: null, proberReadMs: 60, ended: true });
    expect(outage.rows[2]).toEqual(["clients' own share", '–', 'none']);
  });
});

describe('the loss window', () => {
  it('separates losses after the fault from those before', () => {
    const safety = { ...sentinelFailover().writeSafety, lossWindow: { firstLostAckMs: 5990, lastLostAckMs: 14_000 } };
    const rows = Object.fromEntries(writeSafetyRows(sentinelFailover({ writeSafety: safety })));
    expect(rows['loss window']).toBe(
      '8.01 s, acknowledged from 5.990 s to 14.000 s: 10 ms before to 8 s after host-loss',
    );
  });
});

describe('the command that repeats a run', () => {
  it.each([
    [
      ['run', 'smoke'],
      ['cache-bench', 'run', 'smoke', '--seed', '42'],
    ],
    [
      ['cache-bench', 'run', 'smoke', '--seed=7'],
      ['cache-bench', 'run', 'smoke', '--seed=7'],
    ],
    [
      ['run', "it's $HOME"],
      ['cache-bench', 'run', String.raw`'it'\''s $HOME'`, '--seed', '42'],
    ],
    [
      ['run', ''],
      ['cache-bench', 'run', "''", '--seed', '42'],
    ],
  ])('of %j is complete and quoted', (command, expected) => {
    const run = { ...buildRecord().run, command };
    expect(repeatCommand(buildRecord({ run }))).toEqual(expected);
  });
});

describe('the nodes', () => {
  it('include those that are gone at the end', () => {
    const nodesAtEnd = startNodes.map((node) => (node.id === 'n1' ? { ...node, pid: null } : node));
    const record = buildRecord({ topology: { ...buildRecord().topology, nodesAtEnd } });
    expect(nodeChanges(record)[0]).toMatchObject({ id: 'n1', role: 'primary → gone', changed: true });
  });
});
