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

/** Number of key names on the servers. */
export function nameCount({ runTag, keys, inUse }: OwnKeys): number {
  return inUse.reduce((sum, use) => sum + keys * namesOf(use, keyNameIn(use.name, runTag, 0)).length, 0);
}

/** The server-side key names of some spaces, in small batches. */
export function* nameBatches({ runTag, keys, inUse }: OwnKeys): Generator<readonly string[]> {
  yield* batches(namesIn());
  function* namesIn(): Generator<string> {
    for (const use of inUse)
      for (let key = 0; key < keys; key += 1) yield* namesOf(use, keyNameIn(use.name, runTag, key));
  }
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
