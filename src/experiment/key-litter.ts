import { monotonicMs } from '../clock/monotonic.js';
import { canaryName, keyNameIn } from '../model/write-stamp.js';
import type { AttachedData, Cluster } from '../topology/topology.js';
import { asked, canaryCountOf, groupByShard } from './key-access.js';
import type { RunLog } from './run-log.js';
import { namesOf, type SpaceInUse } from './spaces-in-use.js';

/** Small enough that a server which others use is not held up. */
const keysAtOnce = 200;

/** What a run leaves on servers that are not ours. */
interface Litter {
  readonly cluster: Cluster;
  readonly data: AttachedData;
  readonly runTag: string;
  readonly keys: number;
  /** The spaces that the run touches. */
  readonly inUse: readonly SpaceInUse[];
  /** When the first of our keys can be gone by itself, on the monotonic clock. */
  readonly untilMs: number;
}

/** Our keys on servers that stay after the run: by their names, never by a search among those of others. */
export class KeyLitter implements AsyncDisposable {
  #litter: Litter | null;
  #log: RunLog;
  #removal: Promise<void> | undefined;

  /** Null: the servers end with the run, and nothing needs to be removed. */
  constructor(litter: Litter | null, log: RunLog) {
    this.#litter = litter;
    this.#log = log;
  }

  /** Whether others may use the servers too. */
  get shared(): boolean {
    return this.#litter !== null;
  }

  /** Whether the run has lasted so long that our own keys may have expired. */
  get mayHaveExpired(): boolean {
    return this.#litter !== null && monotonicMs() > this.#litter.untilMs;
  }

  /** Removes every key, in small batches; warns with the number of those that could not be. It runs once. */
  remove(): Promise<void> {
    this.#removal ??= this.#litter === null ? Promise.resolve() : this.#remove(this.#litter);
    return this.#removal;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.remove();
  }

  async #remove(litter: Litter): Promise<void> {
    const { cluster, data, runTag, keys, inUse } = litter;
    const total = inUse.reduce((sum, { keyCount }) => sum + keys * keyCount, canaryCountOf(cluster));
    let removed = 0;
    try {
      for (const names of batches(allNames(litter))) {
        for (const [shard, some] of groupByShard(cluster, names, (name) => name)) {
          await asked(async () => {
            // Asked anew each time: it may have become another one.
            const primary = cluster.primaryOf(shard);
            if (primary === undefined) throw new Error('there is no primary');
            await data.remove(primary, some);
          });
          removed += some.length;
        }
      }
    } catch (error) {
      this.#log.warn(
        'keys-left-behind',
        `${total - removed} of ${total} keys named cache-bench:${runTag}:* could not be removed from the target ` +
          `(${(error as Error).message}). They expire by themselves.`,
      );
    }
  }
}

function* allNames({ cluster, runTag, keys, inUse }: Litter): Generator<string> {
  for (const use of inUse)
    for (let key = 0; key < keys; key += 1) yield* namesOf(use, keyNameIn(use.name, runTag, key));
  const canaries = canaryCountOf(cluster);
  for (let canary = 0; canary < canaries; canary += 1) yield canaryName(runTag, canary);
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
