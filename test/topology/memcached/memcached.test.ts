import { describe, expect, it } from 'vitest';
import { memcached } from '../../../src/topology/memcached/memcached.js';
import { memcachedArguments } from '../../../src/topology/memcached/memcached-arguments.js';
import type { PoolPlan } from '../../../src/topology/pool-options.js';

const plan: PoolPlan = {
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
  basePort: null,
};
const address = { host: '127.0.1.1', port: 12_000 };

describe('the topology memcached', () => {
  it.each([
    ['as it is', {}, undefined],
    ['with options of its own', { config: { t: '2', 'memory-limit': '64' } }, undefined],
    ['with replicas', { replicas: 1 }, /replicas must be 0, not 1/],
    ['with links', { links: { betweenZones: { delayMs: 1 } } }, /no links/],
    ['with another port', { config: { port: '11211' } }, /config\.port/],
    ['in the background', { config: { daemo: 'yes' } }, /config\.daemo \(memcached reads it as daemon\) can't be set/],
    ['with a port of UDP', { config: { udp: '5353' } }, /config\.udp \(memcached reads it as udp-port\)/],
    ['with a socket elsewhere', { nodeConfig: { n1: { unix: '/tmp/s' } } }, /nodeConfig\.n1\.unix/],
    ['with a file of its process elsewhere', { config: { P: '/tmp/pid' } }, /config\.P can't be set/],
    ['with its memory in a file elsewhere', { config: { e: '/tmp/memory' } }, /config\.e can't be set/],
    ['with a file on flash elsewhere', { config: { extended: 'ext_path=/tmp/x:64m' } }, /config\.extended can't put/],
    ['with a file on flash of its own', { config: { o: 'ext_path=flash:64m' } }, undefined],
    ['with longer options that begin alike', { config: { 'listen-backlog': '10', threads: '2' } }, undefined],
    ['with a password that our own connections do not know', { config: { 'auth-file': 'x' } }, /config\.auth-file/],
  ])('can be launched %s, or states why not', (_what, given, expected) => {
    const refusal = memcached.refusal({ ...plan, ...given });
    if (expected === undefined) expect(refusal).toBeUndefined();
    else expect(refusal).toMatch(expected);
  });
});

describe('the command line of a memcached', () => {
  it("has the scenario's options after our defaults and before required ones, so that both apply", () => {
    const config = { 'memory-limit': '64', t: '2', M: 'yes', 'disable-cas': 'yes', 'enable-coredumps': 'no' };
    const line = memcachedArguments(address, config, 1_000_000);
    expect(line).toEqual(expect.arrayContaining(['--listen=127.0.1.1', '--port=12000', '--udp-port=0']));
    expect(line).toEqual(expect.arrayContaining(['--memory-limit=64', '-t', '2', '-M', '--disable-cas']));
    expect(line.indexOf('--memory-limit=1024')).toBeLessThan(line.indexOf('--memory-limit=64'));
    expect(line.indexOf('--disable-cas')).toBeLessThan(line.indexOf('--listen=127.0.1.1'));
  });

  it.each([
    [1_000_000, 20_000],
    [4_096, 4_096],
    [Number.POSITIVE_INFINITY, 20_000],
  ])('requests no more connections than the system allows (%d files: %d)', (openFiles, connections) => {
    expect(memcachedArguments(address, {}, openFiles)).toContain(`--conn-limit=${connections}`);
  });
});
