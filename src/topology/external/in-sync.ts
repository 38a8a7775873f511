import type { Redis } from 'ioredis';
import { askInfo } from '../ask-info.js';
import type { ClusterNode } from '../cluster.js';
import { parseReplicationInfo, type ReplicationInfo } from '../replication-info.js';

/** A target's shard, as far as we can see it. */
export interface SeenShard {
  primary(): ClusterNode | undefined;
  replicas(): readonly ClusterNode[];
  connectionOf(node: ClusterNode): Redis;
  latest(node: ClusterNode): ReplicationInfo | undefined;
  /** Whether our user may run INFO. */
  readonly informs: boolean;
}

/**
 * Checks whether the primary answers, and whether every answering replica has the data the primary had at the first check.
 * Without INFO, it only checks that the primary answers.
 */
export function syncQuestion(shard: SeenShard): () => Promise<boolean> {
  let reachedOffset: number | undefined;
  return async () => {
    const primary = shard.primary();
    if (primary === undefined) return false;
    const connection = shard.connectionOf(primary);
    const text = await askInfo(connection, 'replication');
    if (text === undefined) return !shard.informs && (await connection.ping().catch(() => '')) === 'PONG';
    const info = parseReplicationInfo(text);
    if (info.role !== 'primary') return false;
    reachedOffset ??= info.offset ?? undefined;
    const offset = reachedOffset;
    if (offset === undefined) return false;
    return shard.replicas().every((node) => {
      const said = shard.latest(node);
      return said?.linkUp === true && said.offset !== null && said.offset >= offset;
    });
  };
}
