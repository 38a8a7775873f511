import { monotonicMs } from '../clock/monotonic.js';
import { canaryName, keyName } from '../model/write-stamp.js';
import type { AttachedData, Cluster } from '../topology/topology.js';
import { asked, canaryCountOf, groupByShard } from './key-access.js';
import type { RunLog } from './run-log.js';

/** Small enough that a server which others use is not held up. */
const keysAtOnce = 200;

/** What a run leaves on servers that are not ours. */
interface Litter {
  readonly cluster: Cluster;
  readonly data: AttachedData;
  readonly runTag: string;
  readonly keys: number;
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

  async #remove({ cluster, data, runTag, keys }: Litter): Promise<void> {
    const total = keys + canaryCountOf(cluster);
    let removed = 0;
    try {
      for (let first = 0; first < total; first += keysAtOnce) {
        const names = namesOf(runTag, keys, first, Math.min(total, first + keysAtOnce));
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

/** The keys come first, then the canaries. */
function namesOf(runTag: string, keys: number, first: number, end: number): readonly string[] {
  return Array.from({ length: end - first }, (_, index) => {
    const at = first + index;
    return at < keys ? keyName(runTag, at) : canaryName(runTag, at - keys);
  });
}
