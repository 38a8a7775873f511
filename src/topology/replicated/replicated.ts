import { respEngines } from '../../model/node.js';
import { launched } from '../abilities.js';
import { managedRefusal } from '../redis-node.js';
import type { TopologyDefinition } from '../topology.js';
import { startReplicatedCluster } from './replicated-cluster.js';
import { startingScenario } from './starting-scenario.js';

/** One primary and its replicas, without anything that would promote one. */
export const replicated: TopologyDefinition = {
  summary: 'One primary with replicas and no automatic failover: clients wait until the primary is back.',
  engines: respEngines,
  startingScenario,
  can: [...launched, 'commands', 'replicates'],
  refusal(plan) {
    if (plan.shards !== 1) return `topology replicated has exactly 1 shard, not ${plan.shards}`;
    return managedRefusal(plan);
  },
  start: startReplicatedCluster,
};
