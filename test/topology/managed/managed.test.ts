import { describe, expect, it } from 'vitest';
import { managed } from '../../../src/topology/managed/managed.js';
import type { ManagedPlan } from '../../../src/topology/managed/managed-options.js';

const plan: ManagedPlan = {
  engine: 'redis',
  engineVersion: null,
  replicas: 2,
  shards: 1,
  zones: 3,
  links: null,
  tls: false,
  password: false,
  config: {},
  managed: { detectAfterMs: 5_000, dnsDelayMs: 5_000 },
  basePort: null,
};

describe('topology managed', () => {
  it('needs one shard with a replica', () => {
    expect(managed.refusal(plan)).toBeUndefined();
    expect(managed.refusal({ ...plan, shards: 2 })).toBe('topology managed has exactly 1 shard, not 2');
    expect(managed.refusal({ ...plan, replicas: 0 })).toContain('set replicas to 1 or more');
  });

  it('waits 5 s before it considers a node down, and another 5 s until clients learn of the new primary', () => {
    const options = managed.options?.schema.parse({});
    expect(options).toEqual({ managed: { detectAfter: '5s', dnsDelay: '5s' } });
  });
});
