import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PlaceReading } from '../../src/agents/place-reading.js';
import { keysInCopy, keysOfAgent } from '../../src/agents/remote-reading.js';
import { noKey, notObserved } from '../../src/audit/observation.js';
import { type Copies, type Copy, unreadShare } from '../../src/keyspace/copies.js';
import { type SpaceInUse, stringSpace } from '../../src/keyspace/spaces-in-use.js';
import { targetNode } from '../../src/topology/external/target-node.js';

const endpoint = { host: '127.0.0.1', port: 1 };

/** A run: its keys, its workers by agent, the shard of each key by space, and how many keys an agent reports at once. */
const run = fc
  .record({
    keys: fc.integer({ min: 1, max: 40 }),
    workersOfAgents: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 }),
    spaces: fc.integer({ min: 1, max: 2 }),
    shardCount: fc.integer({ min: 1, max: 3 }),
    replicas: fc.integer({ min: 0, max: 1 }),
    atOnce: fc.integer({ min: 1, max: 7 }),
    seed: fc.nat(),
    lost: fc.nat(),
  })
  .map((given) => ({ ...given, lost: given.lost % (given.workersOfAgents.length + 1) }));

it('agents read each key of each copy once, wherever it is, and the keys of a lost one are left', () => {
  fc.assert(
    fc.property(run, ({ keys, workersOfAgents, spaces, shardCount, replicas, atOnce, seed, lost }) => {
      const workerCount = workersOfAgents.reduce((sum, count) => sum + count, 0);
      const copies = copiesOf({ keys, spaces, shardCount, replicas, workerCount, seed });
      const owners = Array.from({ length: workerCount }, (_, worker) => worker % workersOfAgents.length);
      const seen: string[] = [];
      let counted = 0;
      for (const agent of workersOfAgents.keys()) {
        const workers = owners.flatMap((owner, worker) => (owner === agent ? [worker] : []));
        const reading = new PlaceReading(copies, {
          share: { workers, workerCount },
          onKeys: (count) => {
            counted += count;
          },
          leadsThere: () => true,
        });
        const own = keysOfAgent(keys, { workers, workerCount });
        if (agent !== lost)
          for (const copy of copies.all.keys())
            for (const space of copies.audited.keys()) {
              const found = keysInCopy(reading.reading, own, { copy, space });
              for (let first = 0; first < found.length; first += atOnce) {
                const some = found.subarray(first, first + atOnce);
                seen.push(...[...some].map((key) => `${copy}/${space}/${key}`));
                const values = Int32Array.from(some, (key) => foundIn(copy, space, key));
                reading.take({ copy, space, first, values });
              }
            }
        reading.finish([]);
        expect(reading.isWhole).toBe(agent !== lost || own.length === 0);
      }
      expect(new Set(seen).size).toBe(seen.length);
      expect(counted).toBe(seen.length);
      for (const [copy, { shard, isPrimary, values }] of copies.all.entries())
        for (const [space, { use, shardOfKey }] of copies.audited.entries())
          for (let key = 0; key < keys; key += 1) {
            const isLeft = owners[key % workerCount] === lost;
            const expected = isLeft ? notObserved : foundIn(copy, space, key);
            if (shardOfKey[key] === shard) expect(values[key + use.keyBase]).toBe(expected);
            else if (!isPrimary) expect(values[key + use.keyBase]).toBe(notObserved);
          }
    }),
    { numRuns: 200 },
  );
});

it('what an agent keeps of each worker has the numbers of its ledger', () => {
  const { space } = copiesOf({ keys: 5, spaces: 2, shardCount: 1, replicas: 0, workerCount: 2, seed: 1 });
  // The second space begins at the first multiple of two from five on: there is no key 5.
  expect([...unreadShare(space, { workerIndex: 1, workerCount: 2 })]).toEqual([-3, -3, noKey, -3, -3]);
  expect([...unreadShare(space, { workerIndex: 0, workerCount: 2 })]).toEqual([-3, -3, -3, -3, -3, -3]);
});

interface GivenRun {
  readonly keys: number;
  readonly spaces: number;
  readonly shardCount: number;
  readonly replicas: number;
  readonly workerCount: number;
  readonly seed: number;
}

function copiesOf({ keys, spaces, shardCount, replicas, workerCount, seed }: GivenRun): Copies {
  const stride = Math.ceil(keys / workerCount) * workerCount;
  const names = (['string', 'counter'] as const).slice(0, spaces);
  const inUse = names.map((name, at): SpaceInUse => ({ ...stringSpace, name, keyBase: at * stride }));
  const audited = { names, stamped: 1, stride, keys };
  const space = { runTag: 'abcd1234', keys, valueBytes: 24, inUse, audited };
  const whole = { workerIndex: 0, workerCount: 1 };
  const primary = unreadShare(space, whole);
  const all = Array.from({ length: shardCount }, (_, shard): readonly Copy[] => [
    { node: targetNode(`p${shard}`, 'primary', shard, endpoint), shard, isPrimary: true, values: primary },
    ...Array.from({ length: replicas }, () => ({
      node: targetNode(`r${shard}`, 'replica', shard, endpoint),
      shard,
      isPrimary: false,
      values: unreadShare(space, whole),
    })),
  ]).flat();
  const shardsOf = (at: number) =>
    Uint16Array.from({ length: keys }, (_, key) => ((key + 1) * 7 + seed + at) % shardCount);
  return { space, shardCount, all, audited: inUse.map((use, at) => ({ use, shardOfKey: shardsOf(at) })) };
}

function foundIn(copy: number, space: number, key: number): number {
  return copy * 10_000 + space * 1_000 + key;
}
