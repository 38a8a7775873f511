import { type Canary, countCanaries } from '../audit/canaries.js';
import { monotonicMs } from '../clock/monotonic.js';
import { pause } from '../clock/wait.js';
import { EnvironmentError } from '../errors/errors.js';
import { valueFor } from '../load/workload/value.js';
import { valuePadding } from '../load/workload/value-padding.js';
import { valueSizer } from '../load/workload/value-size.js';
import type { AuditedSpaces } from '../model/audited-spaces.js';
import { brokenReply } from '../model/broken-reply.js';
import { endpointName } from '../model/node.js';
import type { ValueData, ValueSizes, WorkloadPlan } from '../model/scenario.js';
import { keyNameIn } from '../model/write-stamp.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster } from '../topology/topology.js';
import { type KeyRequest, preloadCommands } from './preload-commands.js';
import { namesOf, observed, preloadedAs, requestToRead, type SpaceInUse, stringSpace } from './spaces-in-use.js';

/** Minimum number of canaries in a run. */
const leastCanaries = 100;
/** Enough that hashing leaves no shard without a canary. */
const canariesPerShard = 10;

const mostKeysAtOnce = 1_000;
const mostBytesAtOnce = 1024 * 1024;
const mostAttempts = 5;
const retryDelayMs = 100;
const replicationTimeoutMs = 10_000;
/**
 * During the preload, a server that accepts no batch for this long is not retried. Shorter than a target's time limit for
 * one answer.
 */
const preloadPatienceMs = 4_000;

const isSilence = /timed out|no answer/i;

/** How many canaries a cluster gets. */
export function canaryCountOf(cluster: Pick<Cluster, 'shardCount'>): number {
  return Math.max(leastCanaries, canariesPerShard * cluster.shardCount);
}

export interface KeySpace {
  readonly runTag: string;
  readonly keys: number;
  /** Size of the largest value. */
  readonly valueBytes: number;
  /** A key that is not rewritten expires after this time; null: never. */
  readonly ttlSeconds: number | null;
  /** The same for canaries, which are never rewritten. */
  readonly canaryTtlSeconds: number | null;
  readonly valueSizes: ValueSizes;
  readonly data: ValueData;
  readonly seed: number;
  /** What is written before the load; absent: every key. */
  readonly preload?: WorkloadPlan['preload'];
  /** The key spaces used by the run; absent: only `string`. */
  readonly inUse?: readonly SpaceInUse[];
  /** The audited key spaces and their key numbering; absent: only `string`. */
  readonly audited?: AuditedSpaces;
}

/**
 * Writes the initial state of every key in every space (its value of sequence 0, a counter at 0) and the canaries, and waits
 * until the replicas have them. `onKeys` is called with the number of additional keys written. Throws EnvironmentError if
 * the primary rejects them or the replicas don't receive them.
 */
export async function preload(
  cluster: Cluster,
  space: KeySpace,
  canaries: readonly Canary[],
  signal: AbortSignal,
  onKeys: (count: number) => void = () => {},
): Promise<void> {
  const bytesOf = valueSizer(space.valueSizes, space.seed);
  const padding = valuePadding(space.data, space.seed, space.valueBytes);
  const commands = preloadCommands(space);
  for (const use of space.preload === false ? [] : (space.inUse ?? [stringSpace])) {
    for (const { first, end } of chunks(space.keys, space.valueBytes * use.keyCount)) {
      if (signal.aborted) return;
      const keys = Array.from({ length: end - first }, (_, index) => first + index);
      const initialValueOf = (key: number) => valueFor(space.runTag, key, 0, bytesOf(key, 0), padding, use.keyBase);
      if (use.name === 'command') await requestAll(cluster, space, commands(keys, initialValueOf));
      else await preloadSome(cluster, space, use, keys, initialValueOf);
      onKeys(keys.length);
    }
  }
  await writeAll(cluster, { ...space, ttlSeconds: space.canaryTtlSeconds }, canaries);
  await Promise.all(shardsOf(cluster).map((shard) => untilReplicated(cluster, shard)));
}

async function preloadSome(
  cluster: Cluster,
  space: KeySpace,
  use: SpaceInUse,
  keys: readonly number[],
  initialValueOf: (key: number) => string,
): Promise<void> {
  const strings: Canary[] = [];
  const requests: KeyRequest[] = [];
  for (const key of keys) {
    const name = keyNameIn(use.name, space.runTag, key);
    const preloaded = preloadedAs(use, name, initialValueOf(key));
    if (preloaded === null) return;
    if ('string' in preloaded)
      strings.push(...namesOf(use, name).map((one) => ({ name: one, value: preloaded.string })));
    else requests.push({ name, words: preloaded.request });
  }
  if (strings.length > 0) await writeAll(cluster, space, strings);
  if (requests.length > 0) await requestAll(cluster, space, requests);
}

/** Sends each request to the primary of its key's shard; a TTL, if given, is set on the key too. */
async function requestAll(cluster: Cluster, { ttlSeconds }: KeySpace, requests: readonly KeyRequest[]): Promise<void> {
  const byShard = groupByShard(cluster, requests, ({ name }) => name);
  await Promise.all(
    [...byShard].map(([shard, group]) => {
      const primary = primaryOrThrow(cluster, shard);
      const all = group.flatMap(({ name, words }) =>
        ttlSeconds === null ? [words] : [words, ['EXPIRE', name, String(ttlSeconds)]],
      );
      return taken(primary, () => cluster.data.call(primary, all));
    }),
  );
}

/** Writes each key to the primary of its shard. */
async function writeAll(cluster: Cluster, space: KeySpace, entries: readonly Canary[]): Promise<void> {
  const byShard = groupByShard(cluster, entries, ({ name }) => name);
  await Promise.all(
    [...byShard].map(([shard, group]) => {
      const primary = primaryOrThrow(cluster, shard);
      const pairs = group.flatMap(({ name, value }) => [name, value]);
      return taken(primary, () => cluster.data.write(primary, pairs, space.ttlSeconds));
    }),
  );
}

async function untilReplicated(cluster: Cluster, shard: number): Promise<void> {
  const replicas = cluster.replicasOf(shard).length;
  if (replicas === 0) return;
  const primary = primaryOrThrow(cluster, shard);
  const question = () => cluster.data.waitForReplicas(primary, replicas, replicationTimeoutMs);
  const reached = await asked(question, preloadPatienceMs).catch((error: Error) => {
    throw new EnvironmentError(
      `${primary.id} did not say whether its replicas have the preloaded keys (${error.message}). Try: again.`,
      { cause: error },
    );
  });
  if (reached < replicas)
    throw new EnvironmentError(
      `Only ${reached} of ${replicas} replicas had the preloaded keys after ${replicationTimeoutMs / 1000} s. ` +
        'Try: fewer keys or smaller values.',
    );
}

async function taken(primary: ClusterNode, write: () => Promise<unknown>): Promise<void> {
  try {
    await asked(write, preloadPatienceMs);
  } catch (error) {
    const { message } = error as Error;
    const server = `${primary.id} (${endpointName(primary.address)})`;
    const attempt = isSilence.test(message)
      ? 'look at what keeps that server from answering.'
      : 'fewer keys or smaller values, or look at topology.config.';
    throw new EnvironmentError(`${server} did not take the preloaded keys (${message}). Try: ${attempt}`, {
      cause: error,
    });
  }
}

/** The shard of each key in a space. */
export function shardsOfKeys(
  cluster: Pick<Cluster, 'shardCount' | 'shardOf'>,
  { runTag, keys }: KeySpace,
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
  for (const { first, end } of chunks(keys.length, space.valueBytes * use.keyCount)) {
    const some = Array.from(keys.subarray(first, end));
    const names = some.map((key) => keyNameIn(use.name, space.runTag, key));
    const answers = await asked(() => answersOf(cluster, node, names, use));
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
  const requests = names.flatMap((name) => [requestToRead(use, name) ?? []]).filter(({ length }) => length > 0);
  if (requests.length > 0) return (await cluster.data.call(node, requests)).map((answer) => [answer]);
  const values = await cluster.data.read(
    node,
    names.flatMap((name) => namesOf(use, name)),
  );
  return names.map((_, index) => values.slice(index * use.keyCount, (index + 1) * use.keyCount));
}

/** How many canaries still exist, each on the primary of its shard. Throws if a shard has no primary. */
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

/** Reads, and writes of the same values, can be retried: the answer stays the same. Not after `patienceMs`. */
async function asked<T>(question: () => Promise<T>, patienceMs = Number.POSITIVE_INFINITY): Promise<T> {
  const startMs = monotonicMs();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await question();
    } catch (error) {
      const isBroken = (error as Error).message.startsWith(brokenReply);
      if (isBroken || attempt >= mostAttempts || monotonicMs() - startMs >= patienceMs) throw error;
      await pause(retryDelayMs);
    }
  }
}
