import { type Canary, countCanaries } from '../audit/canaries.js';
import { keyNameIn } from '../model/write-stamp.js';
import { call } from '../topology/call.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster } from '../topology/topology.js';
import { askAgain } from './ask-again.js';
import { keyBatches } from './key-batches.js';
import { groupByShard, primaryOrThrow } from './key-shards.js';
import type { KeySpace } from './key-space.js';
import { spaces } from './space/registry.js';
import { namesOf, observed, type SpaceInUse, stringSpace } from './spaces-in-use.js';

/** Stores in `found`, by key number, what a node holds for each of the `keys` of a space, in ledger terms. */
export async function readKeys(
  cluster: Cluster,
  node: ClusterNode,
  keys: Uint32Array,
  space: KeySpace,
  found: Int32Array,
  use = stringSpace,
  onKeys: (count: number) => void = () => {},
): Promise<void> {
  for (const { first, end } of keyBatches(keys.length, space.valueBytes * use.nameTemplates.length)) {
    const some = Array.from(keys.subarray(first, end));
    const names = some.map((key) => keyNameIn(use.name, space.runTag, key));
    const answers = await askAgain(() => answersOf(cluster, node, names, use));
    some.forEach((key, index) => {
      found[key + use.keyBase] = observed(use, answers[index] ?? [null], space.runTag, key);
    });
    onKeys(some.length);
  }
}

/** A node's answer for each key, by key name. */
async function answersOf(
  cluster: Cluster,
  node: ClusterNode,
  names: readonly string[],
  use: SpaceInUse,
): Promise<readonly (readonly unknown[])[]> {
  const { requestToRead } = spaces[use.name];
  if (requestToRead !== undefined)
    return (await call(cluster.data, node, names.map(requestToRead))).map((answer) => [answer]);
  const values = await cluster.data.read(
    node,
    names.flatMap((name) => namesOf(use, name)),
  );
  const each = use.nameTemplates.length;
  return names.map((_, index) => values.slice(index * each, (index + 1) * each));
}

/** How many canaries still exist, each on the primary of its shard. Throws if a shard has no primary. */
export async function findCanaries(cluster: Cluster, canaries: readonly Canary[]): Promise<number> {
  const counts = [...groupByShard(cluster, canaries, ({ name }) => name)].map(async ([shard, group]) => {
    const names = group.map(({ name }) => name);
    return countCanaries(group, await askAgain(() => cluster.data.read(primaryOrThrow(cluster, shard), names)));
  });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}
