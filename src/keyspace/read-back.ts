import type { Canary } from '../audit/canaries.js';
import { missing, notObserved } from '../audit/observation.js';
import { monotonicMs } from '../clock/monotonic.js';
import type { ProgressDisplay } from '../progress/progress-display.js';
import type { RunLog } from '../progress/run-log.js';
import { showWork } from '../progress/show-work.js';
import type { Cluster } from '../topology/topology.js';
import { auditedIn, type Copies, type Copy, type ReadElsewhere, type SpaceToRead, unreadShare } from './copies.js';
import { failureText } from './failure-text.js';
import { keysOfShard, shardsOf, shardsOfKeys } from './key-shards.js';
import type { KeySpace } from './key-space.js';
import { findCanaries, readKeys } from './read-keys.js';

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

type Shown = Pick<ProgressDisplay, 'show'>;

/** Waits until the cluster is complete, then reads every key from the primary and each replica of its shard. */
export async function readEverythingBack(
  cluster: Cluster,
  space: KeySpace,
  canaries: readonly Canary[],
  options: {
    readonly convergenceTimeoutMs: number;
    readonly log: RunLog;
    readonly progress?: Shown;
    /** Reads the keys in another way than from the nodes. */
    readonly readKeys?: () => Promise<ReadBack['keys']>;
    /** Reads keys from the nodes before what is left of them is read from here. */
    readonly readElsewhere?: ReadElsewhere | undefined;
  },
): Promise<ReadBack> {
  const { convergenceTimeoutMs, log, progress = { show: () => {} }, readElsewhere } = options;
  const { readKeys = () => readAll(cluster, space, goneShards, { progress, readElsewhere }) } = options;
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
      log.warn('read-back-failed', `The data could not be read back: ${failureText(error)}`);
      return null;
    });
    const expected = canaries.filter(({ name }) => !goneShards.includes(cluster.shardOf(name)));
    const found = without.length > 0 ? null : await findCanaries(cluster, expected);
    return { ...unknown, keys, canaries: found === null ? null : { written: expected.length, found } };
  } catch (error) {
    log.warn('read-back-failed', `The canaries could not be read: ${failureText(error as Error)}`);
    return unknown;
  }
}

async function readAll(
  cluster: Cluster,
  space: SpaceToRead,
  goneShards: readonly number[],
  { progress, readElsewhere }: { readonly progress: Shown; readonly readElsewhere: ReadElsewhere | undefined },
): Promise<ReadBack['keys']> {
  const copies = copiesOf(cluster, space);
  let done = 0;
  using _reading = showWork(progress, 'reading back', () => ({ done, total: keysToRead(copies), unit: 'keys' }));
  const onKeys = (count: number) => {
    done += count;
  };
  await readElsewhere?.(copies, onKeys);
  const { all, primary, audited } = copies;
  for (const { node, shard, values } of all)
    for (const { use, shardOfKey } of audited) {
      const left = keysOfShard(shardOfKey, shard).filter((key) => values[key + use.keyBase] === notObserved);
      for await (const read of readKeys(cluster.data, node, left, space, use)) {
        read.keys.forEach((key, at) => {
          values[key + use.keyBase] = read.values[at] ?? notObserved;
        });
        onKeys(read.keys.length);
      }
    }
  for (const shard of goneShards)
    for (const { use, shardOfKey } of audited)
      for (const key of keysOfShard(shardOfKey, shard)) primary[key + use.keyBase] = missing;
  const replicas = all.filter(({ isPrimary }) => !isPrimary);
  return { primary, replicas: replicas.map(({ node, values }) => ({ node: node.id, values })) };
}

/** Every live copy of the keys: on the primary and the replicas of each shard that has a primary. */
function copiesOf(cluster: Cluster, space: SpaceToRead): Copies & { readonly primary: Int32Array } {
  const now = {
    shardCount: cluster.shardCount,
    shardOf: (key: string) => cluster.currentShardOf?.(key) ?? cluster.shardOf(key),
  };
  const whole = { workerIndex: 0, workerCount: 1 };
  const primary = unreadShare(space, whole);
  const all = shardsOf(cluster).flatMap((shard): readonly Copy[] => {
    const node = cluster.primaryOf(shard);
    if (node === undefined) return [];
    return [
      { node, shard, isPrimary: true, values: primary },
      ...cluster
        .replicasOf(shard)
        .map((replica) => ({ node: replica, shard, isPrimary: false, values: unreadShare(space, whole) })),
    ];
  });
  const audited = auditedIn(space).map((use) => ({ use, shardOfKey: shardsOfKeys(now, space, use) }));
  return { space, shardCount: cluster.shardCount, all, primary, audited };
}

/** Waits until the cluster is complete; false: timed out. */
async function resync(cluster: Cluster, timeoutMs: number, progress: Shown): Promise<boolean> {
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
function keysToRead({ space, shardCount, all, audited }: Copies): number {
  return Math.round((space.keys * audited.length * all.length) / shardCount);
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
