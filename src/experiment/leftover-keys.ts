import { monotonicMs } from '../clock/monotonic.js';
import { pause } from '../clock/wait.js';
import type { Cluster, KeptKey, TargetData } from '../topology/topology.js';
import { formatDuration } from '../units/duration.js';
import { groupByShard } from './key-access.js';
import { remainingMs } from './key-lifetimes.js';
import { canaryBatches, nameBatches, type OwnKeys } from './own-keys.js';
import type { RunLog } from './run-log.js';

const mostAttempts = 5;
const retryDelayMs = 100;
const mostReasons = 3;
/** A server that answers nothing for so long is not asked again. */
const patienceMs = 5_000;

/** What a run leaves on servers that are not ours. */
interface Leftovers extends OwnKeys {
  readonly cluster: Cluster;
  readonly data: TargetData;
  /** When the first of our keys can be gone by itself, on the monotonic clock. */
  readonly untilMs: number;
}

/** Our keys on servers that stay after the run: removed by their names, never by a search among those of others. */
export class LeftoverKeys implements AsyncDisposable {
  #leftovers: Leftovers | null;
  #log: RunLog;
  #removal: Promise<void> | undefined;

  /** Null: the servers end with the run, and nothing needs to be removed. */
  constructor(leftovers: Leftovers | null, log: RunLog) {
    this.#leftovers = leftovers;
    this.#log = log;
  }

  /** Whether others may use the servers too. */
  get shared(): boolean {
    return this.#leftovers !== null;
  }

  /** Whether the run has lasted so long that our own keys may have expired. */
  get mayHaveExpired(): boolean {
    return this.#leftovers !== null && monotonicMs() > this.#leftovers.untilMs;
  }

  /** Removes every key, in small batches; warns of those that could not be. It runs once. */
  remove(): Promise<void> {
    this.#removal ??= this.#leftovers === null ? Promise.resolve() : this.#remove(this.#leftovers);
    return this.#removal;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.remove();
  }

  async #remove(leftovers: Leftovers): Promise<void> {
    const { cluster, runTag } = leftovers;
    const kept: KeptKey[] = [];
    /** Shards that take nothing away, by the reason. */
    const refusing = new Map<number, string>();
    let total = 0;
    for (const batches of [nameBatches(leftovers), canaryBatches(cluster, runTag)])
      for (const names of batches) {
        total += names.length;
        for (const [shard, some] of groupByShard(cluster, names, (name) => name)) {
          const reason = refusing.get(shard);
          const left = reason === undefined ? await removeSome(leftovers, shard, some) : keepAll(some, reason);
          kept.push(...left);
          if (left.length === some.length) refusing.set(shard, left[0]?.reason ?? '');
        }
      }
    if (kept.length === 0) return;
    const expiry = await expiryOf(leftovers, kept);
    if (expiry.left === 0) return;
    const reasons = [...new Set(kept.map(({ reason }) => reason))].slice(0, mostReasons).join('; ');
    this.#log.warn(
      'keys-left-behind',
      `${expiry.left} of ${total} keys named cache-bench:${runTag}:* could not be removed from the target (${reasons}). ${expiry.sentence}`,
    );
  }
}

/** Removes keys of one shard; gives those that stayed after several tries. */
async function removeSome(
  { cluster, data }: Leftovers,
  shard: number,
  names: readonly string[],
): Promise<readonly KeptKey[]> {
  let kept = keepAll(names, 'there is no primary');
  const startMs = monotonicMs();
  for (let attempt = 1; attempt <= mostAttempts && kept.length > 0; attempt += 1) {
    if (attempt > 1 && monotonicMs() - startMs >= patienceMs) break;
    if (attempt > 1) await pause(retryDelayMs);
    const open = kept.map(({ name }) => name);
    // Asked anew each time: it may have become another one.
    const primary = cluster.primaryOf(shard);
    if (primary === undefined) continue;
    kept = await data.remove(primary, open).catch((error: Error) => keepAll(open, error.message));
  }
  return kept;
}

function keepAll(names: readonly string[], reason: string): readonly KeptKey[] {
  return names.map((name) => ({ name, reason }));
}

/** How many of the keys are still there, and when they will be gone, as the servers say. */
async function expiryOf(
  { cluster, data }: Leftovers,
  kept: readonly KeptKey[],
): Promise<{ readonly left: number; readonly sentence: string }> {
  let [bare, unasked, gone, longestMs] = [0, 0, 0, 0];
  for (const [shard, some] of groupByShard(cluster, kept, ({ name }) => name)) {
    const primary = cluster.primaryOf(shard);
    const names = some.map(({ name }) => name);
    const left = primary && (await remainingMs(cluster, data, primary, names).catch(() => undefined));
    if (left === undefined) {
      unasked += some.length;
      continue;
    }
    for (const ms of left) {
      if (ms === -2) gone += 1;
      else if (ms === -1) bare += 1;
      else longestMs = Math.max(longestMs, ms);
    }
  }
  const left = kept.length - gone;
  const expiring = left - bare - unasked;
  const sentences = [
    ...(expiring > 0
      ? [`${which(expiring, left)} by themselves, the last in ${formatDuration(Math.ceil(longestMs / 1000) * 1000)}.`]
      : []),
    ...(bare > 0 ? [`${bare} of them have no time to live and stay.`] : []),
    ...(unasked > 0 ? [`When ${unasked} of them expire could not be asked.`] : []),
  ];
  return { left, sentence: sentences.join(' ') };
}

function which(some: number, all: number): string {
  if (some < all) return `${some} of them expire`;
  return all === 1 ? 'It expires' : 'They expire';
}
