import { monotonicMs } from '../clock/monotonic.js';
import { atMost, pause } from '../clock/wait.js';
import type { RunLog } from '../progress/run-log.js';
import type { Cluster, KeptKey, TargetData } from '../topology/topology.js';
import { formatDuration } from '../units/duration.js';
import { failureText } from './failure-text.js';
import { remainingMs } from './key-lifetimes.js';
import { groupByShard } from './key-shards.js';
import { canaryCountOf } from './key-space.js';
import { canaryBatches, nameBatches, nameCount, type OwnKeys } from './own-keys.js';

const mostAttempts = 5;
const retryDelayMs = 100;
const mostReasons = 3;
/** A server silent for this long is not asked again; if an error ends the run, that error must not be delayed. */
const patience = { usualMs: 4_000, afterErrorMs: 2_000 } as const;

/** What a run leaves on servers we don't own. */
interface Leftovers extends OwnKeys {
  readonly cluster: Cluster;
  readonly data: TargetData;
  /** When the first of our keys may expire, on the monotonic clock. */
  readonly untilMs: number;
}

/** Our keys on servers that outlive the run: removed by name, never by scanning other users' keys. */
export class LeftoverKeys implements AsyncDisposable {
  #leftovers: Leftovers | null;
  #log: RunLog;
  /** Keys that may have been written, in the order of the preload; infinite: every key, canaries included. */
  #mayExist = 0;
  #removal: Promise<void> | undefined;

  /** Null: the servers end with the run, so there is nothing to remove. */
  constructor(leftovers: Leftovers | null, log: RunLog) {
    this.#leftovers = leftovers;
    this.#log = log;
  }

  /** Whether others may use the servers too. */
  get shared(): boolean {
    return this.#leftovers !== null;
  }

  /** Whether the run has lasted long enough for our own keys to expire. */
  get mayHaveExpired(): boolean {
    return this.#leftovers !== null && monotonicMs() > this.#leftovers.untilMs;
  }

  /** Must be called before the preload writes further keys, and with an infinite number before anything else writes. */
  mayGain(keys: number): void {
    this.#mayExist += keys;
  }

  /** Removes every key in small batches; warns about those that could not be removed. Runs once. */
  remove(): Promise<void> {
    return this.#removeOnce(patience.usualMs);
  }

  /** After an error; otherwise everything has been removed by now. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#removeOnce(patience.afterErrorMs);
  }

  #removeOnce(patienceMs: number): Promise<void> {
    this.#removal ??= this.#leftovers === null ? Promise.resolve() : this.#remove(this.#leftovers, patienceMs);
    return this.#removal;
  }

  async #remove(leftovers: Leftovers, patienceMs: number): Promise<void> {
    const { cluster, runTag } = leftovers;
    const kept: KeptKey[] = [];
    /** Shards that refuse removal, with the reason. */
    const refusing = new Map<number, string>();
    /** Shards that don't answer. */
    const silent = new Set<number>();
    const all = !Number.isFinite(this.#mayExist);
    let answered = 0;
    const removeOfShard = async ([shard, names]: readonly [number, readonly string[]]) => {
      if (silent.has(shard)) return;
      const reason = refusing.get(shard);
      const left =
        reason === undefined ? await removeSome(leftovers, shard, names, patienceMs) : keepAll(names, reason);
      if (left === 'silent') {
        silent.add(shard);
        return;
      }
      answered += names.length;
      kept.push(...left);
      if (left.length === names.length) refusing.set(shard, left[0]?.reason ?? '');
    };
    for (const batches of [nameBatches(leftovers, this.#mayExist), all ? canaryBatches(cluster, runTag) : []])
      for (const names of batches) {
        if (silent.size === cluster.shardCount) break;
        await Promise.all([...groupByShard(cluster, names, (name) => name)].map(removeOfShard));
      }
    const total = nameCount(leftovers, this.#mayExist) + (all ? canaryCountOf(cluster) : 0);
    const unasked = total - answered;
    if (kept.length + unasked === 0) return;
    const expiry = await expiryOf(leftovers, kept, unasked);
    if (expiry.left === 0) return;
    const causes = [
      ...(unasked > 0 ? [`no reply within ${formatDuration(patienceMs)}`] : []),
      ...kept.map(({ reason }) => reason),
    ];
    const reasons = [...new Set(causes)].slice(0, mostReasons).join('; ');
    this.#log.warn(
      'keys-left-behind',
      `${expiry.left} of ${total} keys named cache-bench:${runTag}:* could not be removed from the target (${reasons}). ${expiry.sentence}`,
    );
  }
}

/** Removes keys of one shard; returns those that remain after several attempts, or reports that the shard did not answer. */
async function removeSome(
  { cluster, data }: Leftovers,
  shard: number,
  names: readonly string[],
  patienceMs: number,
): Promise<readonly KeptKey[] | 'silent'> {
  let left = keepAll(names, 'there is no primary');
  const endMs = monotonicMs() + patienceMs;
  for (let attempt = 1; attempt <= mostAttempts && left.length > 0 && monotonicMs() < endMs; attempt += 1) {
    if (attempt > 1) await pause(retryDelayMs);
    const open = left.map(({ name }) => name);
    // Looked up each time, because the primary may have changed.
    const primary = cluster.primaryOf(shard);
    if (primary === undefined) continue;
    const removal = data.remove(primary, open).catch((error: Error) => keepAll(open, failureText(error)));
    const kept = await atMost(removal, endMs - monotonicMs());
    if (kept === undefined) return 'silent';
    left = kept;
  }
  return left;
}

function keepAll(names: readonly string[], reason: string): readonly KeptKey[] {
  return names.map((name) => ({ name, reason }));
}

/** How many of the keys still exist and when they expire, according to the servers. */
async function expiryOf(
  { cluster, data }: Leftovers,
  kept: readonly KeptKey[],
  ofSilent: number,
): Promise<{ readonly left: number; readonly sentence: string }> {
  let [bare, unasked, gone, longestMs] = [0, ofSilent, 0, 0];
  for (const [shard, some] of groupByShard(cluster, kept, ({ name }) => name)) {
    const primary = cluster.primaryOf(shard);
    const names = some.map(({ name }) => name);
    const left = primary && (await remainingMs(data, primary, names).catch(() => undefined));
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
  const left = kept.length + ofSilent - gone;
  const expiring = left - bare - unasked;
  const sentences = [
    ...(expiring > 0
      ? [`${which(expiring, left)} by themselves, the last in ${formatDuration(Math.ceil(longestMs / 1000) * 1000)}.`]
      : []),
    ...(bare > 0 ? [`${bare} of them have no time to live and remain.`] : []),
    ...(unasked > 0 ? [`The expiry of ${unasked} of them is unknown.`] : []),
  ];
  return { left, sentence: sentences.join(' ') };
}

function which(some: number, all: number): string {
  if (some < all) return `${some} of them expire`;
  return all === 1 ? 'It expires' : 'They expire';
}
