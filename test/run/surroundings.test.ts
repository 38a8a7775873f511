import { expect, it } from 'vitest';
import { keySpaceOf } from '../../src/keyspace/key-space.js';
import { spacesInUse } from '../../src/keyspace/spaces-in-use.js';
import { operationsOf } from '../../src/load/workload/plan-operations.js';
import { surroundingsOf } from '../../src/run/surroundings.js';
import { load } from '../scenario/temporary-scenario.js';

async function hottestOf(workload: string, count: number) {
  const { scenario } = await load(`name: mine\nworkload: { keys: 100, ${workload} }\n`);
  const inUse = spacesInUse(operationsOf(scenario.workload));
  const space = keySpaceOf(scenario, { runTag: 'abcd1234', keyTtlSeconds: null, inUse });
  return surroundingsOf(scenario, space, null).hottestKeys(count);
}

it('the hottest keys have the names that the load uses, in every key space', async () => {
  expect(await hottestOf('distribution: zipf, mix: { get: 1 }', 2)).toEqual([
    'cache-bench:abcd1234:00000000',
    'cache-bench:abcd1234:00000001',
  ]);
  expect(await hottestOf('distribution: zipf, mix: { hget: 1, hset: 1 }', 1)).toEqual([
    'cache-bench:abcd1234:00000000',
    'cache-bench:abcd1234:hash:00000000',
  ]);
});
