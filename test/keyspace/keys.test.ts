import { describe, expect, it } from 'vitest';
import { canaryPlan } from '../../src/audit/canaries.js';
import { foreign, missing, notObserved } from '../../src/audit/observation.js';
import { EnvironmentError } from '../../src/errors/errors.js';
import { keysOfShard, shardsOfKeys } from '../../src/keyspace/key-shards.js';
import type { KeySpace } from '../../src/keyspace/key-space.js';
import { preload } from '../../src/keyspace/preload.js';
import { readEverythingBack } from '../../src/keyspace/read-back.js';
import { findCanaries, readKeys } from '../../src/keyspace/read-keys.js';
import { stringSpace } from '../../src/keyspace/spaces-in-use.js';
import { valueFor } from '../../src/load/workload/value.js';
import { valuePadding } from '../../src/load/workload/value-padding.js';
import { brokenReply } from '../../src/model/broken-reply.js';
import { formatStamp, keyName } from '../../src/model/write-stamp.js';
import { RunLog } from '../../src/progress/run-log.js';
import type { ClusterNode } from '../../src/topology/cluster.js';
import type { DataAccess } from '../../src/topology/data-access.js';
import type { Cluster } from '../../src/topology/topology.js';
import { fakeCluster, fakeNode } from '../fakes/fake-cluster.js';

const runTag = 'abcd1234';
const seed = 5;
const canaries = canaryPlan(runTag, 3);
const signal = new AbortController().signal;

/** A primary with two replicas over one map; the first `failures` queries of each kind fail. */
function cluster(
  given: { readonly failures?: number; readonly refusal?: string; readonly replicasReached?: number } = {},
) {
  const { failures = 0, refusal = 'OOM command not allowed', replicasReached = 2 } = given;
  const store = new Map<string, string>();
  const requests: number[] = [];
  let failuresLeft = failures;
  const answer = <T>(value: T): Promise<T> => {
    if (failuresLeft === 0) return Promise.resolve(value);
    failuresLeft -= 1;
    return Promise.reject(new Error(refusal));
  };
  const data: DataAccess = {
    read: (_node, keys) => answer(keys.map((key) => store.get(key) ?? null)),
    write(_node, pairs) {
      requests.push(pairs.length / 2);
      for (let at = 0; at < pairs.length; at += 2) store.set(pairs[at]!, pairs[at + 1]!);
      return answer(undefined);
    },
    call: async () => [],
    waitForReplicas: async () => replicasReached,
    inspect: async () => undefined,
    openLine: () => ({ command: async () => null, [Symbol.dispose]: () => {} }),
    expiryStepMs: 0,
    flush: async () => ({ sentMs: 0, removed: undefined }),
    expire: async () => 0,
  };
  const nodes = [fakeNode('n1', 'primary'), fakeNode('n2', 'replica'), fakeNode('n3', 'replica')];
  return { cluster: fakeCluster(nodes, { data }) as Cluster, store, requests, primary: nodes[0]! };
}

function space(keys: number, valueBytes: number): KeySpace {
  return {
    runTag,
    keys,
    valueBytes,
    valueSizes: { kind: 'fixed', bytes: valueBytes },
    data: 'random',
    seed,
    ttlSeconds: null,
    canaryTtlSeconds: null,
  };
}

describe('preload', () => {
  it('that one server refuses ends only once no write to another is under way', async () => {
    const nodes = [fakeNode('n1', 'primary'), fakeNode('n2', 'primary')];
    let release = () => {};
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    let ended = false;
    const data = {
      ...cluster().cluster.data,
      write: async (node: ClusterNode) =>
        node === nodes[0] ? Promise.reject(new Error(`${brokenReply}nonsense`)) : slow,
    };
    let next = 0;
    const shardOf = () => next++ % 2;
    const two = fakeCluster(nodes, { data, shardCount: 2, shardOf, primaryOf: (shard) => nodes[shard] });
    const outcome = preload(two, space(10, 128), canaries, signal).finally(() => {
      ended = true;
    });
    outcome.catch(() => {});
    await new Promise((resolve) => setImmediate(resolve));
    expect(ended).toBe(false);
    release();
    await expect(outcome).rejects.toThrow(/n1 .* did not accept the preloaded keys/);
  });

  it.each([
    [2_500, 128, [1_000, 1_000, 500, 3]],
    [5, 400_000, [2, 2, 1, 3]],
    [2, 3_000_000, [1, 1, 3]],
    [0, 128, [3]],
  ])(
    'writes %d keys of %d bytes in batches that a server answers quickly, then the canaries',
    async (keys, valueBytes, sizes) => {
      const { cluster: target, store, requests } = cluster();
      await preload(target, space(keys, valueBytes), canaries, signal);
      expect(requests).toEqual(sizes);
      expect(store.size).toBe(keys + canaries.length);
      for (let key = 0; key < Math.min(keys, 3); key += 1)
        expect(
          store.get(keyName(runTag, key)) ===
            valueFor(runTag, key, 0, valueBytes, valuePadding('random', seed, valueBytes)),
        ).toBe(true);
    },
  );

  it('retries after a failed reply, and gives up with the reason', async () => {
    await preload(cluster({ failures: 4 }).cluster, space(1, 24), canaries, signal);
    const refused = preload(cluster({ failures: 5 }).cluster, space(1, 24), canaries, signal);
    await expect(refused).rejects.toThrow(EnvironmentError);
    await expect(refused).rejects.toThrow(
      'n1 (127.0.0.1:1) did not accept the preloaded keys (OOM command not allowed)',
    );
  });

  it.each([
    ["NOPERM this user has no permissions to run the 'set' command", 'a user with the rights in docs/targets.md'],
    ['Command timed out', 'check why that server does not reply'],
    ['OOM command not allowed', 'fewer keys or smaller values'],
  ])('says what to do about the refusal "%s"', async (refusal, remedy) => {
    const { cluster: target } = cluster({ failures: 5, refusal });
    await expect(preload(target, space(1, 24), canaries, signal)).rejects.toThrow(`(${refusal}). Try: ${remedy}`);
  });

  it('waits until every replica has the keys', async () => {
    const refused = preload(cluster({ replicasReached: 1 }).cluster, space(1, 24), canaries, signal);
    await expect(refused).rejects.toThrow('Only 1 of 2 replicas had the preloaded keys');
  });

  it('announces the keys of each piece before it writes them, and the rest before the canaries', async () => {
    const { cluster: target, requests } = cluster();
    const begun: (readonly [keys: number, requestsBefore: number])[] = [];
    const watch = { begun: (keys: number) => begun.push([keys, requests.length]) };
    await preload(target, space(1_500, 24), canaries, signal, watch);
    expect(begun).toEqual([
      [1_000, 0],
      [500, 1],
      [Number.POSITIVE_INFINITY, 2],
    ]);
  });

  it('stops when it is interrupted', async () => {
    const { cluster: target, requests } = cluster();
    await preload(target, space(2_000, 24), canaries, AbortSignal.abort());
    expect(requests).toEqual([]);
  });

  it('needs a primary', async () => {
    await expect(preload(fakeCluster([]), space(1, 24), canaries, signal)).rejects.toThrow('no primary');
  });
});

describe('read-back', () => {
  it('returns by global index which write each key holds', async () => {
    const { cluster: target, store, primary } = cluster({ failures: 1 });
    store.set(keyName(runTag, 0), formatStamp({ runTag, keyIndex: 0, sequence: 12 }));
    store.set(keyName(runTag, 1), formatStamp({ runTag, keyIndex: 0, sequence: 12 }));
    store.set(keyName(runTag, 1_500), valueFor(runTag, 1_500, 3, 100));
    const keys = Uint32Array.from({ length: 2_000 }, (_, key) => key);
    const found: number[] = [];
    for await (const { values } of readKeys(target.data, primary, keys, space(2_000, 100), stringSpace))
      found.push(...values);
    expect([found[0], found[1], found[2], found[1_500]]).toEqual([12, foreign, missing, 3]);
  });

  it('counts the remaining canaries', async () => {
    const { cluster: target } = cluster();
    await preload(target, space(0, 24), canaries.slice(0, 2), signal);
    expect(await findCanaries(target, canaries)).toBe(2);
  });
});

describe('several shards', () => {
  /** Two primaries, each with its own data; the parity of a key's last digit selects its shard. */
  function sharded() {
    const nodes = [fakeNode('n1', 'primary'), fakeNode('n2', 'primary')];
    const stores = new Map(nodes.map((node) => [node, new Map<string, string>()]));
    const shardOf = (key: string) => Number(key.at(-1)) % 2;
    const data: DataAccess = {
      read: async (node, keys) => keys.map((key) => stores.get(node)?.get(key) ?? null),
      async write(node, pairs) {
        for (let at = 0; at < pairs.length; at += 2) stores.get(node)?.set(pairs[at]!, pairs[at + 1]!);
      },
      call: async () => [],
      waitForReplicas: async () => 0,
      inspect: async () => undefined,
      openLine: () => ({ command: async () => null, [Symbol.dispose]: () => {} }),
      expiryStepMs: 0,
      flush: async () => ({ sentMs: 0, removed: undefined }),
      expire: async () => 0,
    };
    const running = (shard: number) => (nodes[shard]?.running ? nodes[shard] : undefined);
    const target = fakeCluster(nodes, { shardCount: 2, shardOf, primaryOf: running, replicasOf: () => [], data });
    return { target, nodes, names: (index: number) => [...stores.get(nodes[index]!)!.keys()].sort() };
  }

  it('get their own keys and canaries, and each is read from its own primary', async () => {
    const { target, nodes, names } = sharded();
    await preload(target, space(4, 24), canaries, signal);
    const canary = (index: number) => canaries[index]!.name;
    expect(names(0)).toEqual([keyName(runTag, 0), keyName(runTag, 2), canary(0), canary(2)].sort());
    expect(names(1)).toEqual([keyName(runTag, 1), keyName(runTag, 3), canary(1)].sort());
    expect(await findCanaries(target, canaries)).toBe(3);
    const keys = keysOfShard(shardsOfKeys(target, space(4, 24)), 1);
    const found: (readonly [key: number, value: number])[] = [];
    for await (const read of readKeys(target.data, nodes[1]!, keys, space(4, 24), stringSpace))
      for (const [index, key] of read.keys.entries()) found.push([key, read.values[index]!]);
    expect(found).toEqual([
      [1, 0],
      [3, 0],
    ]);
  });

  it('are read back only if they have a primary', async () => {
    const { target, nodes } = sharded();
    await preload(target, space(4, 24), canaries, signal);
    await nodes[0]!.process!.kill();
    const warnings: string[] = [];
    const log = new RunLog((body) => body.type === 'warning' && warnings.push(body.message));
    log.epochMs = 0;
    const options = { convergenceTimeoutMs: 1_000, log };
    const readBack = await readEverythingBack(target, space(4, 24), canaries, options);
    expect([...readBack.keys!.primary]).toEqual([notObserved, 0, notObserved, 0]);
    expect(readBack.canaries).toBeNull();
    expect(warnings).toEqual(['1 of 2 shards had no primary left to read the data from.']);
  });
});
