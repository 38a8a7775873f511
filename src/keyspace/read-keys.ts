import { type Canary, countCanaries } from '../audit/canaries.js';
import { keyNameIn } from '../model/write-stamp.js';
import { call } from '../topology/call.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { DataAccess } from '../topology/data-access.js';
import type { Cluster } from '../topology/topology.js';
import { askAgain } from './ask-again.js';
import { keyBatches } from './key-batches.js';
import { groupByShard, primaryOrThrow } from './key-shards.js';
import type { KeySpace } from './key-space.js';
import { spaces } from './space/registry.js';
import { namesOf, observed, type SpaceInUse } from './spaces-in-use.js';

/** What a node holds for some keys of a space, in ledger terms. */
interface ReadKeys {
  readonly keys: Uint32Array;
  /** In the order of `keys`. */
  readonly values: Int32Array;
}

/**
 * What a node holds for each of the `keys` of a space, a batch at a time. A batch that is not answered is not asked for
 * again after `patienceMs`; then, or after a few attempts, it throws.
 */
export async function* readKeys(
  data: DataAccess,
  node: ClusterNode,
  keys: Uint32Array,
  { runTag, valueBytes }: Pick<KeySpace, 'runTag' | 'valueBytes'>,
  use: SpaceInUse,
  patienceMs?: number,
): AsyncGenerator<ReadKeys> {
  for (const { first, end } of keyBatches(keys.length, valueBytes * use.nameTemplates.length)) {
    const some = keys.subarray(first, end);
    const names = Array.from(some, (key) => keyNameIn(use.name, runTag, key));
    const answers = await askAgain(() => answersOf(data, node, names, use), patienceMs);
    const values = Int32Array.from(some, (key, index) => observed(use, answers[index] ?? [null], runTag, key));
    yield { keys: some, values };
  }
}

/** A node's answer for each key, by key name. */
async function answersOf(
  data: DataAccess,
  node: ClusterNode,
  names: readonly string[],
  use: SpaceInUse,
): Promise<readonly (readonly unknown[])[]> {
  const { requestToRead } = spaces[use.name];
  if (requestToRead !== undefined) return (await call(data, node, names.map(requestToRead))).map((answer) => [answer]);
  const values = await data.read(
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
