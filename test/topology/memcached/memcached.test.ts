import { describe, expect, it } from 'vitest';
import type { TopologyPlan } from '../../../src/model/scenario.js';
import { memcached } from '../../../src/topology/memcached/memcached.js';
import { memcachedArguments } from '../../../src/topology/memcached/memcached-arguments.js';

const plan: TopologyPlan = {
  kind: 'memcached',
  engine: 'memcached',
  engineVersion: null,
  replicas: 0,
  shards: 3,
  hashing: 'ketama',
  ejectLost: false,
  zones: 3,
  links: null,
  tls: false,
  password: false,
  config: {},
  sentinel: { count: 3, downAfterMs: 1_000, failoverTimeoutMs: 5_000, quorum: 2 },
  cluster: { nodeTimeoutMs: 1_000, requireFullCoverage: false },
  basePort: null,
  target: null,
};
const address = { host: '127.0.1.1', port: 12_000 };

describe('the topology memcached', () => {
  it.each([
    ['as it is', {}, undefined],
    ['with options of its own', { config: { t: '2', 'memory-limit': '64' } }, undefined],
    ['with replicas', { replicas: 1 }, /replicas must be 0, not 1/],
    ['with links', { links: { betweenZones: { delayMs: 1 } } }, /no links/],
    ['with another port', { config: { port: '11211' } }, /config\.port/],
    ['with a password that our own connections do not know', { config: { 'auth-file': 'x' } }, /config\.auth-file/],
  ])('can be launched %s, or says why not', (_what, given, expected) => {
    const refusal = memcached.refusal({ ...plan, ...given });
    if (expected === undefined) expect(refusal).toBeUndefined();
    else expect(refusal).toMatch(expected);
  });
});

describe('the command line of a memcached', () => {
  it('has the options of the scenario behind ours, so that they hold', () => {
    const config = { 'memory-limit': '64', t: '2', M: 'yes', 'disable-cas': 'yes', 'enable-coredumps': 'no' };
    const line = memcachedArguments(address, config, 1_000_000);
    expect(line).toEqual(expect.arrayContaining(['--listen=127.0.1.1', '--port=12000', '--udp-port=0']));
    expect(line.slice(-5)).toEqual(['--memory-limit=64', '-t', '2', '-M', '--disable-cas']);
    expect(line.indexOf('--memory-limit=1024')).toBeLessThan(line.indexOf('--memory-limit=64'));
  });

  it.each([
    [1_000_000, 20_000],
    [4_096, 4_096],
    [Number.POSITIVE_INFINITY, 20_000],
  ])('asks for no more connections than the system lets it open (%d files: %d)', (openFiles, connections) => {
    expect(memcachedArguments(address, {}, openFiles)).toContain(`--conn-limit=${connections}`);
  });
});
