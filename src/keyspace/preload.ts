import type { Canary } from '../audit/canaries.js';
import { EnvironmentError, InternalError } from '../errors/errors.js';
import { parseCommand } from '../load/workload/command-template.js';
import { valueFor } from '../load/workload/value.js';
import { valuePadding } from '../load/workload/value-padding.js';
import { valueSizer } from '../load/workload/value-size.js';
import type { WorkloadPlan } from '../load/workload/workload-plan.js';
import { brokenReply } from '../model/broken-reply.js';
import { endpointName } from '../model/node.js';
import { dataPlaceholder, keyPlaceholder, randomDigits, randomPlaceholder } from '../model/operation-plan.js';
import { keyNameIn } from '../model/write-stamp.js';
import { forkRandom } from '../random/random.js';
import { call } from '../topology/call.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster } from '../topology/topology.js';
import { askAgain } from './ask-again.js';
import { keyBatches } from './key-batches.js';
import { groupByShard, primaryOrThrow, shardsOf } from './key-shards.js';
import type { KeySpace } from './key-space.js';
import { spaces } from './space/registry.js';
import type { PreloadCommands } from './space/space.js';
import { namesOf, type SpaceInUse, stringSpace } from './spaces-in-use.js';

const replicationTimeoutMs = 10_000;
/**
 * During the preload, a server that accepts no batch for this long is not retried. Shorter than a target's time limit for
 * one answer.
 */
const preloadPatienceMs = 4_000;

const isSilence = /timed out|no reply/i;
const isBroken = new RegExp(`^${brokenReply}`);
const isForbidden = /^NOPERM/;

/** Called with the number of further keys, in the order of their spaces; canaries are written last. */
export interface PreloadWatch {
  /** Infinite: every key and canary may have been written from now on. */
  readonly begun?: (keys: number) => void;
  readonly written?: (keys: number) => void;
}

/**
 * Writes the initial state of every key in every space (its value of sequence 0, a counter at 0) and the canaries, and waits
 * until the replicas have them. Throws EnvironmentError if the primary rejects them or the replicas don't receive them.
 */
export async function preload(
  cluster: Cluster,
  space: KeySpace,
  canaries: readonly Canary[],
  signal: AbortSignal,
  watch: PreloadWatch = {},
): Promise<void> {
  const bytesOf = valueSizer(space.valueSizes, space.seed);
  const padding = valuePadding(space.data, space.seed, space.valueBytes);
  const commands = preloadCommands(space);
  for (const use of space.preload === false ? [] : (space.inUse ?? [stringSpace])) {
    for (const { first, end } of keyBatches(space.keys, space.valueBytes * use.nameTemplates.length)) {
      if (signal.aborted) return;
      const keys = Array.from({ length: end - first }, (_, index) => first + index);
      const initialValueOf = (key: number) => valueFor(space.runTag, key, 0, bytesOf(key, 0), padding, use.keyBase);
      watch.begun?.(keys.length);
      await preloadSome(cluster, space, use, keys, initialValueOf, commands);
      watch.written?.(keys.length);
    }
  }
  watch.begun?.(Number.POSITIVE_INFINITY);
  await writeAll(cluster, { ...space, ttlSeconds: space.canaryTtlSeconds }, canaries);
  await Promise.all(shardsOf(cluster).map((shard) => untilReplicated(cluster, shard)));
}

async function preloadSome(
  cluster: Cluster,
  space: KeySpace,
  use: SpaceInUse,
  keys: readonly number[],
  initialValueOf: (key: number) => string,
  commands: PreloadCommands,
): Promise<void> {
  const { preload } = spaces[use.name];
  if (preload === undefined) return;
  const strings: Canary[] = [];
  const requests: KeyRequest[] = [];
  for (const key of keys) {
    const name = keyNameIn(use.name, space.runTag, key);
    const content = preload(name, initialValueOf(key), commands);
    if ('string' in content) strings.push(...namesOf(use, name).map((one) => ({ name: one, value: content.string })));
    else requests.push(...content.requests.map((words) => ({ name, words })));
  }
  if (strings.length > 0) await writeAll(cluster, space, strings);
  if (requests.length > 0) await requestAll(cluster, space, requests);
}

interface KeyRequest {
  readonly name: string;
  readonly words: readonly string[];
}

/** Sends each request to the primary of its key's shard; a TTL, if given, is set on the key too. */
async function requestAll(cluster: Cluster, { ttlSeconds }: KeySpace, requests: readonly KeyRequest[]): Promise<void> {
  const byShard = groupByShard(cluster, requests, ({ name }) => name);
  await allEnded(
    [...byShard].map(async ([shard, group]) => {
      const primary = primaryOrThrow(cluster, shard);
      const all = group.flatMap(({ name, words }) =>
        ttlSeconds === null ? [words] : [words, ['EXPIRE', name, String(ttlSeconds)]],
      );
      return taken(primary, () => call(cluster.data, primary, all));
    }),
  );
}

/** Writes each key to the primary of its shard. */
async function writeAll(cluster: Cluster, space: KeySpace, entries: readonly Canary[]): Promise<void> {
  const byShard = groupByShard(cluster, entries, ({ name }) => name);
  await allEnded(
    [...byShard].map(async ([shard, group]) => {
      const primary = primaryOrThrow(cluster, shard);
      const pairs = group.flatMap(({ name, value }) => [name, value]);
      return taken(primary, () => cluster.data.write(primary, pairs, space.ttlSeconds));
    }),
  );
}

/** Throws the first error only once nothing is under way any more: a late write would survive the removal of our keys. */
async function allEnded(writes: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(writes)).find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function untilReplicated(cluster: Cluster, shard: number): Promise<void> {
  const replicas = cluster.replicasOf(shard).length;
  if (replicas === 0) return;
  const primary = primaryOrThrow(cluster, shard);
  const question = () => cluster.data.waitForReplicas(primary, replicas, replicationTimeoutMs);
  const reached = await askAgain(question, preloadPatienceMs).catch((error: Error) => {
    throw new EnvironmentError(
      `${primary.id} did not report whether its replicas have the preloaded keys (${error.message}). Try again.`,
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
    await askAgain(write, preloadPatienceMs);
  } catch (error) {
    const { message } = error as Error;
    const server = `${primary.id} (${endpointName(primary.address)})`;
    throw new EnvironmentError(`${server} did not accept the preloaded keys (${message}). Try: ${remedyFor(message)}`, {
      cause: error,
    });
  }
}

function remedyFor(refusal: string): string {
  if (isForbidden.test(refusal)) return 'a user with the rights in docs/targets.md.';
  if (isSilence.test(refusal)) return 'check why that server does not reply.';
  if (isBroken.test(refusal)) return 'check what runs there.';
  return 'fewer keys or smaller values, or check the configuration of that server.';
}

/** The preload commands of a key, which populate the keys of free commands before the load. */
function preloadCommands(space: {
  readonly seed: number;
  readonly preload?: WorkloadPlan['preload'];
}): PreloadCommands {
  const { preload = true } = space;
  const templates = typeof preload === 'boolean' ? [] : preload.map(wordsOf);
  const random = forkRandom(space.seed, 'preload');
  const randomNumber = () => Array.from({ length: randomDigits }, () => random.below(10)).join('');
  return (name, value) =>
    templates.map((words) =>
      words.map((word) =>
        word
          .replaceAll(keyPlaceholder, name)
          .replaceAll(dataPlaceholder, value)
          .replaceAll(randomPlaceholder, randomNumber),
      ),
    );
}

function wordsOf(command: string): readonly string[] {
  const parsed = parseCommand(command);
  if (parsed.expected !== undefined) throw new InternalError(`A checked command can't be parsed: ${command}`);
  return parsed.value.words;
}
