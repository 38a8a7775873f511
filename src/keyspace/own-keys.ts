import { canaryName, keyNameIn } from '../model/write-stamp.js';
import type { Cluster } from '../topology/topology.js';
import { canaryCountOf } from './key-space.js';
import { namesOf, type SpaceInUse } from './spaces-in-use.js';

/** Small enough not to delay a server that others use. */
const keysAtOnce = 200;

/** The keys of a run, which share servers with other users' keys. */
export interface OwnKeys {
  readonly runTag: string;
  readonly keys: number;
  /** The key spaces used by the run. */
  readonly inUse: readonly SpaceInUse[];
}

/** Number of key names on the servers; `most`: of only this many keys, space by space. */
export function nameCount({ runTag, keys, inUse }: OwnKeys, most = Number.POSITIVE_INFINITY): number {
  let [sum, left] = [0, most];
  for (const use of inUse) {
    const some = Math.min(keys, left);
    sum += some * namesOf(use, keyNameIn(use.name, runTag, 0)).length;
    left -= some;
  }
  return sum;
}

/** The server-side key names of some spaces, in small batches; `most`: as above. */
export function* nameBatches(own: OwnKeys, most = Number.POSITIVE_INFINITY): Generator<readonly string[]> {
  yield* batches(namesIn(own, most));
}

function* namesIn({ runTag, keys, inUse }: OwnKeys, most: number): Generator<string> {
  let left = most;
  for (const use of inUse)
    for (let key = 0; key < keys && left > 0; key += 1, left -= 1)
      yield* namesOf(use, keyNameIn(use.name, runTag, key));
}

/** The names of all canaries, likewise. */
export function* canaryBatches(cluster: Pick<Cluster, 'shardCount'>, runTag: string): Generator<readonly string[]> {
  yield* batches(Array.from({ length: canaryCountOf(cluster) }, (_, canary) => canaryName(runTag, canary)));
}

function* batches(names: Iterable<string>): Generator<readonly string[]> {
  let batch: string[] = [];
  for (const name of names) {
    batch.push(name);
    if (batch.length < keysAtOnce) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
