import type { MissingReadInput, RemovalEvidence } from '../audit/missing-reads.js';
import type { Cluster } from '../topology/topology.js';
import type { Measured } from './measured.js';
import { removalCounts } from './server-counts.js';
import type { ServerWatch } from './server-watch.js';

interface MissingReadSources {
  readonly cluster: Cluster;
  readonly measured: Measured;
  readonly servers: ServerWatch;
  /** TTL of what the load writes; null: its keys never expire. */
  readonly ttlSeconds: number | null;
  /** When the preload began, on the monotonic clock. */
  readonly preloadedAtMs: number;
  /** Whether others use the servers too. */
  readonly shared: boolean;
}

/** What the servers' counters, the TTL and the faults reveal about keys that reads did not find. */
export function missingReadEvidence(sources: MissingReadSources): MissingReadInput {
  const { cluster, measured, servers } = sources;
  const { epochMs, measurements, missingReads } = measured;
  const { intervalMs } = measurements;
  const observed = new Set(
    servers.serverCounts().flatMap(([{ shard }, counts]) => (counts && shard !== null ? [shard] : [])),
  );
  const shards = Array.from({ length: cluster.shardCount }, (_, shard) => shard);
  return {
    spans: [...missingReads].flatMap(([number, counts]) =>
      counts.flatMap((count, shard) => (count > 0 ? [{ shard, count, endMs: (number + 1) * intervalMs }] : [])),
    ),
    evidence: [...removedByServers(sources), ...expiredByTime(sources), ...ejected(sources)].map((one) => ({
      ...one,
      fromMs: one.fromMs - epochMs,
    })),
    unobservedShards: new Set(shards.filter((shard) => !observed.has(shard))),
  };
}

/** Times are on the monotonic clock here. */
function removedByServers({ servers, ttlSeconds, shared }: MissingReadSources): readonly RemovalEvidence[] {
  const serverCounts = servers.serverCounts();
  return serverCounts.flatMap(([{ shard }, counts]) => {
    if (counts === undefined || shard === null) return [];
    const isOnlyOne = serverCounts.filter(([node]) => node.shard === shard).length === 1;
    const counted = removalCounts.filter((sort) => {
      // With a TTL, time itself is more precise; without one, the expired keys may belong to others.
      if (sort === 'expired') return ttlSeconds === null && !shared;
      return sort === 'flushed' || !shared || counts.latest.evictionPolicy !== 'noeviction';
    });
    const removed = counted.flatMap((cause) => {
      const fromMs = counts.firstRemovedMs[cause];
      return fromMs === undefined ? [] : [{ cause, shard, fromMs }];
    });
    // A replica has its primary's data; without replicas, a server's keys are lost with it.
    return isOnlyOne && counts.goneMs !== null
      ? [...removed, { cause: 'serverGone' as const, shard, fromMs: counts.goneMs }]
      : removed;
  });
}

function expiredByTime({ cluster, ttlSeconds, preloadedAtMs }: MissingReadSources): readonly RemovalEvidence[] {
  if (ttlSeconds === null) return [];
  const earliestMs = preloadedAtMs + ttlSeconds * 1_000 - cluster.data.expiryStepMs;
  return [{ cause: 'expired', shard: null, fromMs: earliestMs }];
}

/** Clients that eject a lost server look for its keys on the others; with `modulo`, for nearly all keys. */
function ejected({ cluster: { clientView }, measured }: MissingReadSources): readonly RemovalEvidence[] {
  if (!('ejectsLost' in clientView) || !clientView.ejectsLost) return [];
  return measured.faults.flatMap(({ shards, injectedAtMs }) =>
    (clientView.hashing === 'modulo' ? [null] : shards).map((shard) => ({
      cause: 'serverGone' as const,
      shard,
      fromMs: injectedAtMs,
    })),
  );
}
