import { describe, expect, it } from 'vitest';
import { operationsOf } from '../../src/load/workload/plan-operations.js';
import { countedCommands } from '../../src/run/counted-commands.js';
import { memcachedDataAccess } from '../../src/topology/memcached-data.js';
import { load } from '../scenario/temporary-scenario.js';

const memcachedData = memcachedDataAccess(() => {
  throw new Error('no connection is needed');
});

const counted = async (workload: string, isMemcached: boolean) => {
  const { scenario } = await load(`name: mine\nworkload: { ${workload} }\n`);
  return countedCommands(operationsOf(scenario.workload), scenario.workload.protocol, isMemcached ? memcachedData : {});
};

describe('the counters that show how many operations a server executed', () => {
  it('are those of the commands themselves, each once, for Redis', async () => {
    expect(
      await counted('mix: { set: 1, get: 1, expire: 1 }, commands: [{ command: "SET __key__ b" }]', false),
    ).toEqual(['get', 'set', 'expire']);
  });

  it('exclude the store of a chained write, for which memcached already counts a read', async () => {
    expect(await counted('mix: { set: 1, get: 1 }', true)).toEqual(['get']);
    expect(await counted('mix: { set: 1, get: 1 }, audit: off', true)).toEqual(['get', 'set']);
  });

  it('include what memcached counts for setting a time to live', async () => {
    expect(await counted('mix: { expire: 1 }, driver: wire, protocol: text', true)).toEqual(['touch']);
    expect(await counted('mix: { expire: 1, getex: 1 }, driver: wire, protocol: meta', true)).toEqual(['get']);
  });

  it('count each key of a memcached multi-get', async () => {
    expect(await counted('mix: { mget: 1 }', false)).toEqual(['mget']);
    expect(await counted('mix: { mget: 1 }', true)).toEqual(['get']);
  });
});
