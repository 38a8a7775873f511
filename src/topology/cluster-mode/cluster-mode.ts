import { respEngines } from '../../model/node.js';
import { launched } from '../abilities.js';
import { busPortOffset } from '../node-fleet.js';
import { managedRefusal } from '../redis-node.js';
import { failoverScenario } from '../starting-texts.js';
import type { TopologyDefinition } from '../topology.js';
import { managedClusterDirectives } from './cluster-directives.js';
import { type ClusterOptions, clusterOptions } from './cluster-options.js';
import { startRedisCluster } from './redis-cluster.js';
import { zonesRefusal } from './zone-of-member.js';

/** Redis Cluster: each shard serves some of the hash slots; the primaries vote to promote a replica when a primary fails. */
export const clusterMode: TopologyDefinition<ClusterOptions> = {
  summary:
    'Redis Cluster: shards that each serve a part of the hash slots; when a primary is gone, the others elect a replica.',
  engines: respEngines,
  startingScenario: failoverScenario(
    'A primary of a Redis Cluster dies under load; its replica is elected, and a new node replaces it.',
    '  # Shards, each with a primary, and replicas per shard.\n  shards: 3\n  replicas: 1',
    ['  # How soon a silent node is considered dead.\n  cluster: { nodeTimeout: 1s }'],
  ),
  options: clusterOptions,
  drill: 'cluster-failover',
  can: [...launched, 'commands', 'replicates', 'promotes', 'elects', 'slots', 'replaces'],
  defaults: { topology: { shards: 3, replicas: 1, zones: 3 } },
  refusal(plan) {
    const nodes = plan.shards * (plan.replicas + 1);
    if (plan.basePort !== null && plan.basePort + busPortOffset + nodes > 65_536)
      return `basePort ${plan.basePort} leaves no space for the bus ports, which are ${busPortOffset} above those of the ${nodes} nodes`;
    return zonesRefusal(plan) ?? managedRefusal(plan, managedClusterDirectives);
  },
  start: startRedisCluster,
};
