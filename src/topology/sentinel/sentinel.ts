import { respEngines } from '../../model/node.js';
import { launched } from '../abilities.js';
import { managedRefusal } from '../redis-node.js';
import type { TopologyDefinition } from '../topology.js';
import { startSentinelCluster } from './sentinel-cluster.js';

/** One primary, its replicas, and sentinels that promote a replica when the primary is gone. */
export const sentinel: TopologyDefinition = {
  summary: 'One primary with replicas, watched by Redis Sentinel, which promotes a replica when the primary is gone.',
  engines: respEngines,
  drill: 'sentinel-failover',
  can: [...launched, 'commands', 'replicates', 'elects', 'sentinels', 'replaces'],
  sentinels: (plan) => plan.sentinel.count,
  refusal(plan) {
    if (plan.shards !== 1) return `topology sentinel has exactly 1 shard, not ${plan.shards}`;
    if (plan.sentinel.quorum > plan.sentinel.count)
      return `a quorum of ${plan.sentinel.quorum} can't be reached by ${plan.sentinel.count} sentinels`;
    return managedRefusal(plan);
  },
  start: startSentinelCluster,
};
