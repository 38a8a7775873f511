import { EnvironmentError } from '../errors/errors.js';
import type { Random } from '../random/random.js';
import { can } from '../topology/can.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster } from '../topology/topology.js';
import type { TopologyPlan } from '../topology/topology-plan.js';
import { resolveTargets, type Target, targetRefusal } from './target.js';

/** Why a topology has no such data node; undefined if it has one. */
export function dataTargetRefusal(target: Target, topology: TopologyPlan): string | undefined {
  return (
    targetRefusal(target, topology) ?? (meansSentinels(target, topology) ? 'it applies only to data nodes' : undefined)
  );
}

/** The selected data nodes at this moment. Throws EnvironmentError if there is none. */
export function resolveDataTargets(target: Target, cluster: Cluster, random: Random): readonly ClusterNode[] {
  const found = resolveTargets(target, cluster, random).filter(({ shard }) => shard !== null);
  if (found.length === 0) throw new EnvironmentError('The fault found no running data node.');
  return found;
}

function meansSentinels(target: Target, topology: TopologyPlan): boolean {
  if (!can(topology, 'sentinels')) return false;
  if (typeof target === 'object') return 'node' in target && target.node.startsWith('s');
  return target === 'sentinel' || target === 'minority' || target === 'majority';
}
