import { describe, expect, it } from 'vitest';
import { operationsOf } from '../../src/load/workload/plan-operations.js';
import { load, problemsOf } from './temporary-scenario.js';

const password = 'hunter2-s3cr3t';
const minimal = 'name: mine\n';
const withLibrary = `${minimal}workload: { driver: ioredis }\n`;

describe('--target', () => {
  it('replaces the whole topology', async () => {
    const { scenario } = await load(`${minimal}topology: { replicas: 2, zones: 3 }\n`, { target: 'redis://h' });
    expect(scenario.topology).toMatchObject({ kind: 'external', target: 'redis://h', replicas: 0, zones: 1 });
    expect(scenario.workload.driver).toBe('ioredis');
  });

  it('for memcached selects the wire driver, unless another flag names one', async () => {
    const target = 'memcached://h,i';
    for (const content of [minimal, withLibrary, `${minimal}topology: { kind: external, target: "${target}" }\n`]) {
      const { scenario } = await load(content, content.includes('external') ? {} : { target });
      expect(scenario.topology.engine).toBe('memcached');
      expect(scenario.workload.driver).toBe('wire');
    }
    expect(await problemsOf(minimal, { target, driver: 'ioredis' })).toEqual([
      '--driver workload.driver: ioredis does not support memcached; choose memjs, memcached or wire with --driver',
    ]);
  });

  it('for a Redis Cluster accepts what only clusters support, and lets writes wait for replicas', async () => {
    const target = 'redis+cluster://h';
    const { scenario } = await load(`${minimal}workload: { readFrom: replica }\n`, { target });
    expect(scenario.workload.readFrom).toBe('replica');
    expect(await problemsOf(minimal, { target, durability: 'wait:1' })).toEqual([]);
  });

  it('can map announced addresses, unlike other topologies', async () => {
    const file = `${minimal}topology: { kind: external, target: "redis+cluster://h", addressMap: { "10.0.0.5:6379": "127.0.0.1:7001" } }\n`;
    const { scenario } = await load(file, {});
    expect(scenario.topology).toMatchObject({
      addressMap: { '10.0.0.5:6379': { host: '127.0.0.1', port: 7001 } },
    });
    const addressMap = `topology: { addressMap: { "10.0.0.5:6379": "127.0.0.1:7001" } }`;
    expect(await problemsOf(`${minimal}${addressMap}\n`, {})).toEqual([
      expect.stringMatching(/topology\.addressMap: expected nothing, because topology sentinel launches its servers/),
    ]);
    expect(await problemsOf(file.replace('127.0.0.1:7001', '/run/x'), {})).toEqual([
      expect.stringMatching(/expected a host and a port, such as .*, found "?\/run\/x/),
    ]);
  });

  it('sets no time to live if there is to be none, and warns', async () => {
    const { scenario, warnings } = await load(minimal, { target: 'redis://h', ttl: 'none' });
    expect(operationsOf(scenario.workload, 600).map(({ ttlSeconds }) => ttlSeconds)).toEqual([null, null]);
    expect(warnings.map(({ code }) => code)).toEqual(['keys-without-ttl']);
    expect(await problemsOf(minimal, { ttl: 'never' })).toEqual([
      expect.stringMatching(/^--ttl workload\.ttl: expected/),
    ]);
  });

  it('warns exactly of the keys that would stay if the run were killed', async () => {
    const warned = async (mix: string, target = 'redis://h') =>
      (await load(`${minimal}workload: { mix: ${mix} }\n`, { target })).warnings.map(({ message }) => message);
    expect(await warned('{ set: 1, get: 1, getex: 1, eval: 1, expire: 1, del: 1 }')).toEqual([]);
    expect(await warned('{ set: 1, hset: 1, mset: 1, rpush: 1 }')).toEqual([]);
    expect(await warned('{ set: 1 }, commands: [{ command: "SET __key__:__rand__ 1", weight: 1 }]')).toEqual([
      expect.stringMatching(/^Keys of set-2 have random names/),
    ]);
    expect(await warned('{ incr: 1 }', 'memcached://h')).toEqual([]);
  });

  it.each([
    [
      'another scheme',
      `ftp://u:${password}@h`,
      /expected redis:\/\/\[user.*memcached:\/\/host\[:port\],\.\.\. or http:\/\/host\[:port\] for an application, found something else$/,
    ],
    ['a login for an application', `http://u:${password}@h`, /expected no user or password with http:\/\//],
    ['no URL', `:${password}@host`, /expected redis:\/\/.*, found something else$/],
    [
      'another port',
      `redis://u:${password}@h:x`,
      /expected a port from 1 to 65535 after the host, found something else after redis:\/\/$/,
    ],
    ['another path', `redis://u:${password}@h/1/2`, /expected only a database number after the \/, found/],
    [
      'another parameter',
      `redis://u@h?pass=${password}`,
      /expected parameters after the \? as name=value, out of db, ca, .*, found/,
    ],
    ['a fragment', `redis://u:${password}@h#1`, /expected no # \(write %23, also in a password\), found/],
    ['a second @', `redis://:${password}@@h`, /expected no @ except before the host/],
    ['a server twice', 'memcached://h,h:11211', /expected each server once/],
    ['a path for a memcached', 'memcached://h/1', /expected no database/],
  ])('with %s gives one error with what was expected, and no password', async (_what, target, expected) => {
    const problems = await problemsOf(minimal, { target });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^--target topology\.target: /);
    expect(problems[0]).toMatch(expected);
    expect(problems[0]).not.toContain(password);
  });

  it('for memcached rejects an address map, which only servers that announce addresses need', async () => {
    const map = 'topology.addressMap={ "10.0.0.5:11211": "127.0.0.1:11211" }';
    const problems = await problemsOf(minimal, { target: 'memcached://h', set: [map] });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(
      /topology\.addressMap has no effect on memcached.*write reachable addresses into the URL/,
    );
    expect(await problemsOf(minimal, { target: 'redis+sentinel://h/cache', set: [map] })).toEqual([]);
  });

  it.each([
    ['replicas', { replicas: 2 }, /has the shape of its target/],
    ['a path below the URL', { set: ['topology.target.x=1'] }, /expected a mapping or a list/],
    ['a fault', { set: ['faults=[{ at: 1s, host-loss: {} }]'] }, /the processes of a target are out of reach/],
  ])('with %s is rejected, without any password', async (_what, overrides, expected) => {
    const problems = await problemsOf(minimal, { target: `redis://u:${password}@h`, ...overrides });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
    expect(problems.join()).not.toContain(password);
  });
});
