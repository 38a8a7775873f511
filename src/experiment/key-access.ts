import { type Canary, countCanaries } from '../audit/canaries.js';
import { observedSequence } from '../audit/observation.js';
import { pause } from '../clock/wait.js';
import { EnvironmentError } from '../errors/errors.js';
import { valueFor } from '../load/workload/value.js';
import { keyName } from '../model/write-stamp.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster } from '../topology/topology.js';

/** Canaries of a run. */
export const canaryCount = 100;
const mostKeysAtOnce = 1_000;
const mostBytesAtOnce = 1024 * 1024;
const mostAttempts = 5;
const retryDelayMs = 100;
const replicationTimeoutMs = 10_000;

export interface KeySpace {
  readonly runTag: string;
  readonly keys: number;
  readonly valueBytes: number;
  /** After this time a key that is not written again is gone by itself; null: it stays. */
  readonly ttlSeconds: number | null;
}

/**
 * Gives every key its value of sequence 0, and writes the canaries; waits until the replicas have them. Throws
 * EnvironmentError when the primary does not take them, or the replicas do not get them.
 */
export async function preload(
  cluster: Cluster,
  space: KeySpace,
  canaries: readonly Canary[],
  signal: AbortSignal,
): Promise<void> {
  const primary = primaryOrThrow(cluster);
  for (const { first, end } of chunks(space)) {
    if (signal.aborted) return;
    const pairs: string[] = [];
    for (let key = first; key < end; key += 1)
      pairs.push(keyName(space.runTag, key), valueFor(space.runTag, key, 0, space.valueBytes));
    await write(cluster, primary, pairs, space);
  }
  if (canaries.length > 0) {
    const pairs = canaries.flatMap(({ name, value }) => [name, value]);
    await write(cluster, primary, pairs, space);
  }
  const replicas = cluster.replicasOf(0).length;
  if (replicas === 0) return;
  const reached = await asked(() => cluster.data.waitForReplicas(primary, replicas, replicationTimeoutMs));
  if (reached < replicas)
    throw new EnvironmentError(
      `Only ${reached} of ${replicas} replicas had the preloaded keys after ${replicationTimeoutMs / 1000} s. ` +
        'Try: fewer keys or smaller values.',
    );
}

async function write(
  cluster: Cluster,
  primary: ClusterNode,
  pairs: readonly string[],
  { ttlSeconds }: KeySpace,
): Promise<void> {
  try {
    await asked(() => cluster.data.write(primary, pairs, ttlSeconds));
  } catch (error) {
    throw new EnvironmentError(
      `${primary.id} did not take the preloaded keys (${(error as Error).message}). ` +
        'Try: fewer keys or smaller values, or look at topology.config.',
      { cause: error },
    );
  }
}

/** Which of our writes each key holds on a node, by global key index, as `observedSequence` tells it. */
export async function readKeys(cluster: Cluster, node: ClusterNode, space: KeySpace): Promise<Int32Array> {
  const found = new Int32Array(space.keys);
  for (const { first, end } of chunks(space)) {
    const names = Array.from({ length: end - first }, (_, index) => keyName(space.runTag, first + index));
    const values = await asked(() => cluster.data.read(node, names));
    values.forEach((value, index) => {
      found[first + index] = observedSequence(value, space.runTag, first + index);
    });
  }
  return found;
}

/** How many canaries are still there. */
export async function findCanaries(cluster: Cluster, node: ClusterNode, canaries: readonly Canary[]): Promise<number> {
  const values = await asked(() =>
    cluster.data.read(
      node,
      canaries.map(({ name }) => name),
    ),
  );
  return countCanaries(canaries, values);
}

function primaryOrThrow(cluster: Cluster): ClusterNode {
  const primary = cluster.primaryOf(0);
  if (primary === undefined) throw new EnvironmentError('The cluster has no primary to write to.');
  return primary;
}

function chunks({ keys, valueBytes }: KeySpace): { readonly first: number; readonly end: number }[] {
  const size = Math.max(1, Math.min(mostKeysAtOnce, Math.floor(mostBytesAtOnce / valueBytes)));
  return Array.from({ length: Math.ceil(keys / size) }, (_, index) => ({
    first: index * size,
    end: Math.min(keys, (index + 1) * size),
  }));
}

/** Both reading and writing the same values can be asked again: the answer stays the same. */
export async function asked<T>(question: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await question();
    } catch (error) {
      if (attempt >= mostAttempts) throw error;
      await pause(retryDelayMs);
    }
  }
}
