import type { Canary } from '../audit/canaries.js';
import { missing, noKey, notObserved } from '../audit/observation.js';
import { monotonicMs } from '../clock/monotonic.js';
import { numbersOf } from '../model/audited-spaces.js';
import type { ProgressDisplay } from '../progress/progress-display.js';
import type { RunLog } from '../progress/run-log.js';
import { showWork } from '../progress/show-work.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster } from '../topology/topology.js';
import { keysOfShard, shardsOf, shardsOfKeys } from './key-shards.js';
import type { KeySpace } from './key-space.js';
import { findCanaries, readKeys } from './read-keys.js';
import { type SpaceInUse, stringSpace } from './spaces-in-use.js';

/**
 * The final state of the data as the nodes report it; null where it could not be read. Keys that a node does not hold, or
 * whose shard has no primary to read from, are `notObserved`.
 */
export interface ReadBack {
  /** On the monotonic clock. */
  readonly atMs: number;
  readonly converged: boolean;
  readonly keys: {
    readonly primary: Int32Array;
    readonly replicas: readonly { readonly node: string; readonly values: Int32Array }[];
  } | null;
  /** Canaries of the shards that are not gone. */
  readonly canaries: { readonly written: number; readonly found: number } | null;
  /**
   * Shards whose only server is gone permanently: its data is lost, and its keys are `missing` unless another server took
   * them over.
   */
  readonly goneShards: readonly number[];
}

/** Waits until the cluster is complete, then reads every key from the primary and each replica of its shard. */
export async function readEverythingBack(
  cluster: Cluster,
  space: KeySpace,
  canaries: readonly Canary[],
  options: {
    readonly convergenceTimeoutMs: number;
    readonly log: RunLog;
    readonly progress?: Pick<ProgressDisplay, 'show'>;
    /** Reads the keys in another way than from the nodes. */
    readonly readKeys?: () => Promise<ReadBack['keys']>;
  },
): Promise<ReadBack> {
  const { convergenceTimeoutMs, log, progress = { show: () => {} } } = options;
  const { readKeys = () => readAll(cluster, space, goneShards, progress) } = options;
  log.add({ type: 'phase-started', phase: 'audit' });
  const converged = await resync(cluster, convergenceTimeoutMs, progress);
  if (converged) log.add({ type: 'converged' });
  else
    log.warn(
      'not-converged',
      `The cluster did not converge within ${convergenceTimeoutMs / 1000} s after the load ended.`,
    );
  const atMs = monotonicMs();
  const shards = shardsOf(cluster);
  const goneShards = shards.filter((shard) => cluster.isGone?.(shard) === true);
  if (goneShards.length > 0) log.warn('server-gone', serverGone(cluster, goneShards));
  const without = shards.filter((shard) => !goneShards.includes(shard) && cluster.primaryOf(shard) === undefined);
  if (without.length > 0) log.warn('no-primary', noPrimary(without, shards.length));
  const unknown = { atMs, converged, keys: null, canaries: null, goneShards };
  if (without.length === shards.length) return unknown;
  try {
    // What an application does not show says nothing about the canaries.
    const keys = await readKeys().catch((error: Error) => {
      log.warn('read-back-failed', `The data could not be read back: ${error.message}`);
      return null;
    });
    const expected = canaries.filter(({ name }) => !goneShards.includes(cluster.shardOf(name)));
    const found = without.length > 0 ? null : await findCanaries(cluster, expected);
    return { ...unknown, keys, canaries: found === null ? null : { written: expected.length, found } };
  } catch (error) {
    log.warn('read-back-failed', `The data could not be read back: ${(error as Error).message}`);
    return unknown;
  }
}

async function readAll(
  cluster: Cluster,
  space: KeySpace,
  goneShards: readonly number[],
  progress: Pick<ProgressDisplay, 'show'>,
): Promise<ReadBack['keys']> {
  let done = 0;
  using _reading = showWork(progress, 'reading back', () => ({
    done,
    total: keysToRead(cluster, space),
    unit: 'keys',
  }));
  const now = {
    shardCount: cluster.shardCount,
    shardOf: (key: string) => cluster.currentShardOf?.(key) ?? cluster.shardOf(key),
  };
  const audited = auditedIn(space).map((use) => ({ use, shardOfKey: shardsOfKeys(now, space, use) }));
  const readNode = async (node: ClusterNode, shard: number, values: Int32Array) => {
    for (const { use, shardOfKey } of audited)
      await readKeys(cluster, node, keysOfShard(shardOfKey, shard), space, values, use, (count) => {
        done += count;
      });
  };
  const primary = unread(space);
  const replicas: { readonly node: string; readonly values: Int32Array }[] = [];
  for (const shard of shardsOf(cluster)) {
    const node = cluster.primaryOf(shard);
    if (node === undefined) continue;
    await readNode(node, shard, primary);
    for (const replica of cluster.replicasOf(shard)) {
      const values = unread(space);
      await readNode(replica, shard, values);
      replicas.push({ node: replica.id, values });
    }
  }
  for (const shard of goneShards)
    for (const { use, shardOfKey } of audited)
      for (const key of keysOfShard(shardOfKey, shard)) primary[key + use.keyBase] = missing;
  return { primary, replicas };
}

/** Waits until the cluster is complete; false: timed out. */
async function resync(cluster: Cluster, timeoutMs: number, progress: Pick<ProgressDisplay, 'show'>): Promise<boolean> {
  using _work = showWork(progress, 'resync', () => {
    const live = cluster.nodes.filter(({ running }) => running);
    const done = live.filter((node) => node.role === 'replica' && cluster.isAttached(node)).length;
    // An old primary that still has to become a replica is one of them.
    const replicas = live.length - cluster.shardCount;
    return { done, total: replicas <= 0 ? null : replicas, unit: 'replicas in sync' };
  });
  return await cluster.converge(timeoutMs);
}

/** Each key is read from every live node of its shard; assumes that all shards have the same number of keys. */
function keysToRead(cluster: Cluster, space: KeySpace): number {
  const shards = shardsOf(cluster).filter((shard) => cluster.primaryOf(shard) !== undefined);
  const nodes = shards.reduce((sum, shard) => sum + 1 + cluster.replicasOf(shard).length, 0);
  return Math.round((space.keys * auditedIn(space).length * nodes) / cluster.shardCount);
}

/** By key number: nothing known about any key. */
function unread(space: KeySpace): Int32Array {
  const { audited, keys } = space;
  const numbers = audited === undefined ? keys : numbersOf(audited, audited.names.length);
  const values = new Int32Array(numbers).fill(noKey);
  for (const { keyBase } of auditedIn(space)) values.fill(notObserved, keyBase, keyBase + keys);
  return values;
}

function auditedIn({ audited, inUse = [stringSpace] }: KeySpace): readonly SpaceInUse[] {
  return inUse.filter(({ name }) => audited === undefined || audited.names.includes(name));
}

function serverGone(cluster: Cluster, goneShards: readonly number[]): string {
  const names = cluster.nodes.flatMap(({ id, shard }) => (shard !== null && goneShards.includes(shard) ? [id] : []));
  const servers = names.length === 1 ? `Server ${names[0]} was` : `Servers ${names.join(', ')} were`;
  return `${servers} permanently gone when the load ended; so are the keys there.`;
}

function noPrimary(without: readonly number[], shardCount: number): string {
  if (shardCount === 1) return 'No primary was left to read the data from.';
  return `${without.length} of ${shardCount} shards had no primary left to read the data from.`;
}
