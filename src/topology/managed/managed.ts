import { respEngines } from '../../model/node.js';
import { launched } from '../abilities.js';
import { managedRefusal } from '../redis-node.js';
import { failoverScenario } from '../starting-texts.js';
import type { TopologyDefinition } from '../topology.js';
import { startManagedCluster } from './managed-cluster.js';
import { type ManagedOptions, managedOptions } from './managed-options.js';

/** Replication as managed services run it: fixed endpoints, and a controller that promotes a replica and replaces nodes. */
export const managed: TopologyDefinition<ManagedOptions> = {
  summary:
    'One primary with replicas behind fixed endpoints, as in managed services (an emulation): a controller promotes a replica and moves the endpoints.',
  engines: respEngines,
  startingScenario: failoverScenario(
    'The primary dies under load; the service promotes a replica, moves its endpoints, and replaces the node.',
    '  # Replicas of the primary.\n  replicas: 2',
    [
      '  # How soon a silent node is considered dead, and how long the endpoints take to follow a promotion.',
      '  managed: { detectAfter: 1500ms, dnsDelay: 1s }',
    ],
  ),
  options: managedOptions,
  drill: 'managed-failover',
  can: [...launched, 'commands', 'replicates', 'promotes', 'replaces'],
  refusal(plan) {
    if (plan.shards !== 1) return `topology managed has exactly 1 shard, not ${plan.shards}`;
    if (plan.replicas === 0) return 'topology managed needs a replica that can be promoted; set replicas to 1 or more';
    return managedRefusal(plan);
  },
  start: startManagedCluster,
};
