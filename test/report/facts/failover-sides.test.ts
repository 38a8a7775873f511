import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../src/record/run-record.js';
import type { RunEvent } from '../../../src/record/sections/events.js';
import { failoverSides } from '../../../src/report/facts/failover-sides.js';
import { buildRecord, node } from '../../fixtures/records/build-record.js';
import { hostLoss, hostLossMilestones, sentinelFailover } from '../../fixtures/records/sentinel-failover.js';

function linesOf(record: RunRecord, side: string) {
  const [fault = hostLoss()] = record.faults;
  const [milestones = hostLossMilestones()] = fault.milestones;
  const found = failoverSides(record, fault, milestones).sides.find((one) => one.side === side);
  return found?.lines.map(({ label, text, note }) =>
    note === null ? `${label}: ${text}` : `${label}: ${text} (${note})`,
  );
}

describe('a failover from three sides', () => {
  it("has ElastiCache's event names next to the servers' times", () => {
    expect(linesOf(sentinelFailover(), 'servers')).toEqual([
      'the fault struck: 0 ms (Test Failover API called for node group 0)',
      'n2 promoted: 1.51 s (Failover from primary node n1 to replica node n2 completed)',
      'replacement joined: 3.10 s',
      'n4 started: 3.10 s (Recovering cache nodes n4)',
      'redundancy restored: 4.21 s (Finished recovery for cache nodes n4)',
    ]);
  });

  it('has a line for every sentinel, including one that noticed nothing', () => {
    expect(linesOf(sentinelFailover(), 'watchers')?.slice(2)).toEqual([
      'sentinel-1 (leader): 3.01 s (suspected 1.14 s, agreed 1.14 s, knew the new primary 3.01 s)',
      'sentinel-2: 2.19 s (suspected 1.08 s, agreed –, knew the new primary 2.19 s)',
      'sentinel-3: silent (suspected –, agreed –, knew the new primary –)',
    ]);
  });

  it('has no failover names for a fault that led to none', () => {
    const record = sentinelFailover({ faults: [hostLoss({ milestones: [hostLossMilestones({ promotedMs: null })] })] });
    expect(linesOf(record, 'servers')?.join()).not.toMatch(/API|Failover|Recover/);
  });

  it('has no observers if there are none', () => {
    const record = buildRecord({
      topology: {
        ...buildRecord().topology,
        kind: 'replicated',
        nodes: [node('n1', 'primary', 1, 7001)],
        nodesAtEnd: [],
      },
      faults: [hostLoss({ milestones: [hostLossMilestones({ detectedMs: null, agreedMs: null })] })],
    });
    expect(linesOf(record, 'watchers')).toBeUndefined();
    expect(linesOf(record, 'clients')?.[0]).toBe('first failed operation: 1.00 s');
  });

  it('shows the first and the last of many nodes to know, and the number in between', () => {
    const events: RunEvent[] = Array.from({ length: 20 }, (_, index) => ({
      atMs: 7000 + index,
      type: 'learned-primary',
      node: 'n2',
      by: `m${index}`,
    }));
    const record = sentinelFailover({
      events,
      topology: {
        ...sentinelFailover().topology,
        kind: 'cluster',
        nodes: [node('n2', 'replica', 2, 7002)],
        nodesAtEnd: [],
      },
    });
    expect(
      linesOf(record, 'watchers')
        ?.slice(2)
        .map((line) => line.split(':')[0]),
    ).toEqual(['m0', 'm1', 'm2', 'm3', 'm16', 'm17', 'm18', 'm19', '12 more between']);
  });

  it('shows that a node became the primary, while others learned of it', () => {
    const base = sentinelFailover();
    const events: RunEvent[] = [
      { atMs: 7100, type: 'suspected', node: 'n1', by: 'n2', detail: 'fail? 127.0.1.1:7001' },
      { atMs: 7100, type: 'suspected', node: 'n1', by: 'n3', detail: 'fail? 127.0.1.1:7001' },
      { atMs: 7512, type: 'role-changed', node: 'n2', from: 'replica', to: 'primary' },
      { atMs: 7600, type: 'learned-primary', node: 'n2', by: 'n3' },
    ];
    const nodes = base.topology.nodes.filter(({ role }) => role !== 'sentinel');
    const record = sentinelFailover({
      events,
      topology: { ...base.topology, kind: 'cluster', nodes, nodesAtEnd: nodes },
    });
    expect(linesOf(record, 'watchers')?.slice(2)).toEqual([
      'n2: 1.51 s (suspected 1.10 s, agreed –, became the new primary 1.51 s)',
      'n3: 1.60 s (suspected 1.10 s, agreed –, knew the new primary 1.60 s)',
    ]);
  });

  it('assigns what happens after the next fault to that fault', () => {
    const base = sentinelFailover();
    const record = sentinelFailover({ faults: [...base.faults, hostLoss({ injectedAtMs: 8500 })] });
    expect(linesOf(record, 'watchers')?.slice(2, 4)).toEqual([
      'sentinel-1 (leader): 1.14 s (suspected 1.14 s, agreed 1.14 s, knew the new primary –)',
      'sentinel-2: 2.19 s (suspected 1.08 s, agreed –, knew the new primary 2.19 s)',
    ]);
  });
});
