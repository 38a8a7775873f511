import { describe, expect, it } from 'vitest';
import { clusterMode } from '../../../src/topology/cluster-mode/cluster-mode.js';
import type { ClusterPlan } from '../../../src/topology/cluster-mode/cluster-options.js';
import { zoneOfMember } from '../../../src/topology/cluster-mode/zone-of-member.js';

const plan: ClusterPlan = {
  engine: 'redis',
  engineVersion: null,
  replicas: 1,
  shards: 3,
  zones: 3,
  links: null,
  tls: false,
  password: false,
  config: {},
  cluster: { nodeTimeoutMs: 1_000, requireFullCoverage: false },
  basePort: null,
};

describe('topology cluster', () => {
  it('accepts any number of shards and replicas for which there are zones', () => {
    expect(clusterMode.refusal(plan)).toBeUndefined();
    expect(clusterMode.refusal({ ...plan, shards: 30, replicas: 2 })).toBeUndefined();
    expect(clusterMode.refusal({ ...plan, replicas: 0, zones: 1 })).toBeUndefined();
  });

  it('rejects too few zones, conflicting directives, and a base port without space for the bus', () => {
    expect(clusterMode.refusal({ ...plan, replicas: 3 })).toBe(
      'a primary and its 3 replicas need 4 zones, because members of a shard never share one, and there are 3',
    );
    expect(clusterMode.refusal({ ...plan, config: { 'cluster-node-timeout': '5000' } })).toContain(
      'config.cluster-node-timeout',
    );
    expect(clusterMode.refusal({ ...plan, basePort: 55_533 })).toContain('no space for the bus ports');
  });

  it('never puts two members of a shard in one zone, and distributes the primaries', () => {
    for (let shard = 0; shard < 6; shard += 1) {
      const zones = [0, 1, 2].map((member) => zoneOfMember(shard, member, 3));
      expect(new Set(zones)).toEqual(new Set([1, 2, 3]));
    }
    expect([0, 1, 2, 3].map((shard) => zoneOfMember(shard, 0, 3))).toEqual([1, 2, 3, 1]);
  });
});
