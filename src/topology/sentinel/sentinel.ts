import { respEngines } from '../../model/node.js';
import { launched } from '../abilities.js';
import { managedRefusal } from '../redis-node.js';
import { failoverScenario } from '../starting-texts.js';
import type { TopologyDefinition } from '../topology.js';
import { startSentinelCluster } from './sentinel-cluster.js';
import { type SentinelOptions, sentinelOptions } from './sentinel-options.js';

/** One primary, its replicas, and sentinels that promote a replica when the primary is gone. */
export const sentinel: TopologyDefinition<SentinelOptions> = {
  summary: 'One primary with replicas, monitored by Redis Sentinel, which promotes a replica when the primary is gone.',
  engines: respEngines,
  startingScenario: failoverScenario(
    'The primary dies under load; the sentinels promote a replica, and a new node replaces it.',
    '  # Replicas of the primary.\n  replicas: 2',
    [
      '  # How soon a silent node is considered dead, and how many sentinels must agree.',
      '  sentinel: { count: 3, downAfter: 1500ms, failoverTimeout: 3s, quorum: 2 }',
    ],
  ),
  options: sentinelOptions,
  drill: 'sentinel-failover',
  can: [...launched, 'commands', 'replicates', 'promotes', 'elects', 'sentinels', 'replaces'],
  sentinels: (plan) => plan.sentinel.count,
  refusal(plan) {
    if (plan.shards !== 1) return `topology sentinel has exactly 1 shard, not ${plan.shards}`;
    return managedRefusal(plan);
  },
  start: startSentinelCluster,
};
