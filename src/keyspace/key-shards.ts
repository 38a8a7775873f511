import { EnvironmentError } from '../errors/errors.js';
import { keyNameIn } from '../model/write-stamp.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster } from '../topology/topology.js';
import type { KeySpace } from './key-space.js';
import { stringSpace } from './spaces-in-use.js';

/** The numbers of all shards. */
export function shardsOf({ shardCount }: Cluster): readonly number[] {
  return Array.from({ length: shardCount }, (_, shard) => shard);
}

/** Groups items by the shard of the key they belong to. */
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

/** The shard of each key in a space. */
export function shardsOfKeys(
  cluster: Pick<Cluster, 'shardCount' | 'shardOf'>,
  { runTag, keys }: Pick<KeySpace, 'runTag' | 'keys'>,
  use = stringSpace,
): Uint16Array {
  const shardOfKey = new Uint16Array(keys);
  if (cluster.shardCount === 1) return shardOfKey;
  for (let key = 0; key < keys; key += 1) shardOfKey[key] = cluster.shardOf(keyNameIn(use.name, runTag, key));
  return shardOfKey;
}

/** The global indices of one shard's keys. */
export function keysOfShard(shardOfKey: Uint16Array, shard: number): Uint32Array {
  const keys = new Uint32Array(shardOfKey.length);
  let count = 0;
  shardOfKey.forEach((owner, key) => {
    if (owner === shard) keys[count++] = key;
  });
  return keys.subarray(0, count);
}

/** The primary of a shard. Throws EnvironmentError if it has none. */
export function primaryOrThrow(cluster: Cluster, shard: number): ClusterNode {
  const primary = cluster.primaryOf(shard);
  if (primary === undefined)
    throw new EnvironmentError(
      cluster.shardCount === 1 ? 'The cluster has no primary.' : `Shard ${shard} of the cluster has no primary.`,
    );
  return primary;
}
