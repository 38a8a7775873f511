import { type Canary, countCanaries } from '../audit/canaries.js';
import { observedSequence } from '../audit/observation.js';
import { pause } from '../clock/wait.js';
import { EnvironmentError } from '../errors/errors.js';
import { valueFor } from '../load/workload/value.js';
import { valuePadding } from '../load/workload/value-padding.js';
import { valueSizer } from '../load/workload/value-size.js';
import type { ValueData, ValueSizes } from '../model/scenario.js';
import { keyName } from '../model/write-stamp.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster } from '../topology/topology.js';

/** Canaries of a run. */
const leastCanaries = 100;
/** So many that hashing leaves no shard without any. */
const canariesPerShard = 10;

const mostKeysAtOnce = 1_000;
const mostBytesAtOnce = 1024 * 1024;
const mostAttempts = 5;
const retryDelayMs = 100;
const replicationTimeoutMs = 10_000;

/** How many canaries a cluster gets. */
export function canaryCountOf(cluster: Pick<Cluster, 'shardCount'>): number {
  return Math.max(leastCanaries, canariesPerShard * cluster.shardCount);
}

export interface KeySpace {
  readonly runTag: string;
  readonly keys: number;
  /** Of the largest value. */
  readonly valueBytes: number;
  /** After this time a key that is not written again is gone by itself; null: it stays. */
  readonly ttlSeconds: number | null;
  /** The same of the canaries, which nobody writes again. */
  readonly canaryTtlSeconds: number | null;
  readonly valueSizes: ValueSizes;
  readonly data: ValueData;
  readonly seed: number;
}

/**
 * Gives every key its value of sequence 0, and writes the canaries; waits until the replicas have them. Throws
 * EnvironmentError when the primary does not take them, or the replicas do not get them.
 */
export async function preload(
  cluster: Cluster,
  space: KeySpace,
  canaries: readonly Canary[],
  signal: AbortSignal,
): Promise<void> {
  const { runTag } = space;
  const bytesOf = valueSizer(space.valueSizes, space.seed);
  const padding = valuePadding(space.data, space.seed, space.valueBytes);
  for (const { first, end } of chunks(space.keys, space.valueBytes)) {
    if (signal.aborted) return;
    const keys = Array.from({ length: end - first }, (_, index) => first + index);
    await writeAll(
      cluster,
      space,
      keys.map((key) => ({
        name: keyName(runTag, key),
        value: valueFor(runTag, key, 0, bytesOf(key, 0), padding),
      })),
    );
  }
  await writeAll(cluster, { ...space, ttlSeconds: space.canaryTtlSeconds }, canaries);
  await Promise.all(shardsOf(cluster).map((shard) => untilReplicated(cluster, shard)));
}

/** Writes each key to the primary of its shard. */
async function writeAll(cluster: Cluster, space: KeySpace, entries: readonly Canary[]): Promise<void> {
  const byShard = groupByShard(cluster, entries, ({ name }) => name);
  await Promise.all(
    [...byShard].map(([shard, group]) =>
      write(
        cluster,
        primaryOrThrow(cluster, shard),
        group.flatMap(({ name, value }) => [name, value]),
        space,
      ),
    ),
  );
}

async function untilReplicated(cluster: Cluster, shard: number): Promise<void> {
  const replicas = cluster.replicasOf(shard).length;
  if (replicas === 0) return;
  const primary = primaryOrThrow(cluster, shard);
  const reached = await asked(() => cluster.data.waitForReplicas(primary, replicas, replicationTimeoutMs));
  if (reached < replicas)
    throw new EnvironmentError(
      `Only ${reached} of ${replicas} replicas had the preloaded keys after ${replicationTimeoutMs / 1000} s. ` +
        'Try: fewer keys or smaller values.',
    );
}

async function write(
  cluster: Cluster,
  primary: ClusterNode,
  pairs: readonly string[],
  { ttlSeconds }: KeySpace,
): Promise<void> {
  try {
    await asked(() => cluster.data.write(primary, pairs, ttlSeconds));
  } catch (error) {
    throw new EnvironmentError(
      `${primary.id} did not take the preloaded keys (${(error as Error).message}). ` +
        'Try: fewer keys or smaller values, or look at topology.config.',
      { cause: error },
    );
  }
}

/** The shard of each key, by global key index. */
export function shardsOfKeys(cluster: Cluster, { runTag, keys }: KeySpace): Uint16Array {
  const shardOfKey = new Uint16Array(keys);
  if (cluster.shardCount === 1) return shardOfKey;
  for (let key = 0; key < keys; key += 1) shardOfKey[key] = cluster.shardOf(keyName(runTag, key));
  return shardOfKey;
}

/** The global indices of the keys of one shard. */
export function keysOfShard(shardOfKey: Uint16Array, shard: number): Uint32Array {
  const keys = new Uint32Array(shardOfKey.length);
  let count = 0;
  shardOfKey.forEach((owner, key) => {
    if (owner === shard) keys[count++] = key;
  });
  return keys.subarray(0, count);
}

/** Puts into `found`, by global key index, which of our writes each of `keys` holds on a node, as `observedSequence` tells it. */
export async function readKeys(
  cluster: Cluster,
  node: ClusterNode,
  keys: Uint32Array,
  space: KeySpace,
  found: Int32Array,
): Promise<void> {
  for (const { first, end } of chunks(keys.length, space.valueBytes)) {
    const some = Array.from(keys.subarray(first, end));
    const names = some.map((key) => keyName(space.runTag, key));
    const values = await asked(() => cluster.data.read(node, names));
    some.forEach((key, index) => {
      found[key] = observedSequence(values[index] ?? null, space.runTag, key);
    });
  }
}

/** How many canaries are still there, each on the primary of its shard. Throws when a shard has none. */
export async function findCanaries(cluster: Cluster, canaries: readonly Canary[]): Promise<number> {
  const counts = [...groupByShard(cluster, canaries, ({ name }) => name)].map(async ([shard, group]) => {
    const names = group.map(({ name }) => name);
    return countCanaries(group, await asked(() => cluster.data.read(primaryOrThrow(cluster, shard), names)));
  });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

/** The numbers of all shards. */
export function shardsOf({ shardCount }: Cluster): readonly number[] {
  return Array.from({ length: shardCount }, (_, shard) => shard);
}

/** What belongs to the key of a name, by the shard that the key lives on. */
export function groupByShard<T>(
  cluster: Pick<Cluster, 'shardOf'>,
  entries: readonly T[],
  nameOf: (entry: T) => string,
): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const entry of entries) {
    const shard = cluster.shardOf(nameOf(entry));
    const group = groups.get(shard);
    if (group === undefined) groups.set(shard, [entry]);
    else group.push(entry);
  }
  return groups;
}

function primaryOrThrow(cluster: Cluster, shard: number): ClusterNode {
  const primary = cluster.primaryOf(shard);
  if (primary === undefined)
    throw new EnvironmentError(
      cluster.shardCount === 1 ? 'The cluster has no primary.' : `Shard ${shard} of the cluster has no primary.`,
    );
  return primary;
}

function chunks(keys: number, valueBytes: number): { readonly first: number; readonly end: number }[] {
  const size = Math.max(1, Math.min(mostKeysAtOnce, Math.floor(mostBytesAtOnce / valueBytes)));
  return Array.from({ length: Math.ceil(keys / size) }, (_, index) => ({
    first: index * size,
    end: Math.min(keys, (index + 1) * size),
  }));
}

/** Both reading and writing the same values can be asked again: the answer stays the same. */
export async function asked<T>(question: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await question();
    } catch (error) {
      if (attempt >= mostAttempts) throw error;
      await pause(retryDelayMs);
    }
  }
}
