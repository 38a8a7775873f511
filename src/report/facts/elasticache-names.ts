import type { RunRecord } from '../../record/run-record.js';
import type { FaultRecord, Milestones } from '../../record/sections/faults.js';

/**
 * What Amazon ElastiCache calls the events of a test failover, in its own sentences with our node names. Source: Amazon
 * ElastiCache, API reference, TestFailover: the events in the order in which they occur.
 */
export interface ElastiCacheNames {
  readonly called: string;
  /** The node that became primary, at the time of `failover`. */
  readonly promoted: string;
  readonly failover: string;
  /** The first node started since, at the time of `recovering`. */
  readonly started: { readonly node: string; readonly afterMs: number } | null;
  readonly recovering: string | null;
  /** Redundancy is restored. */
  readonly recovered: string | null;
}

/** The names for a failover on one shard; null if no replica was promoted, which ElastiCache does not call a failover either. */
export function elastiCacheNames(
  { events, topology, faults }: RunRecord,
  { injectedAtMs, targets }: FaultRecord,
  { shard, promotedMs }: Milestones,
): ElastiCacheNames | null {
  if (promotedMs === null) return null;
  const nodes = [...topology.nodes, ...topology.nodesAtEnd];
  const isOfShard = (id: string) => nodes.some((node) => node.id === id && node.shard === shard);
  const untilMs = Math.min(
    ...faults.map((fault) => fault.injectedAtMs).filter((atMs) => atMs > injectedAtMs),
    Infinity,
  );
  const promotion = events.find(
    (event) =>
      event.type === 'role-changed' &&
      event.to === 'primary' &&
      isOfShard(event.node) &&
      Math.abs(event.atMs - injectedAtMs - promotedMs) < 1,
  );
  const start = events.find(
    (event) =>
      event.type === 'node-started' && event.atMs >= injectedAtMs && event.atMs < untilMs && isOfShard(event.node),
  );
  if (promotion?.type !== 'role-changed') return null;
  const old = targets.find(isOfShard) ?? 'primary';
  const fresh = start?.type === 'node-started' ? start : undefined;
  return {
    called: `Test Failover API called for node group ${shard}`,
    promoted: promotion.node,
    failover: `Failover from primary node ${old} to replica node ${promotion.node} completed`,
    started: fresh === undefined ? null : { node: fresh.node, afterMs: fresh.atMs - injectedAtMs },
    recovering: fresh === undefined ? null : `Recovering cache nodes ${fresh.node}`,
    recovered: fresh === undefined ? null : `Finished recovery for cache nodes ${fresh.node}`,
  };
}
