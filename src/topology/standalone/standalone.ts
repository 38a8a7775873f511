import { respEngines } from '../../model/node.js';
import { launched } from '../abilities.js';
import { managedRefusal } from '../redis-node.js';
import { startReplicatedCluster } from '../replicated/replicated-cluster.js';
import type { TopologyDefinition } from '../topology.js';
import { startingScenario } from './starting-scenario.js';

/** One server: a primary without replicas, which nothing watches. */
export const standalone: TopologyDefinition = {
  summary: 'One server without replicas; its replacement is an empty server at the same address.',
  engines: respEngines,
  startingScenario,
  defaults: { topology: { replicas: 0 } },
  can: [...launched, 'commands'],
  refusal(plan) {
    if (plan.replicas > 0)
      return `topology standalone has no replicas, not ${plan.replicas}; set replicas to 0, or use topology replicated or sentinel`;
    if (plan.shards !== 1) return `topology standalone has exactly 1 shard, not ${plan.shards}`;
    return managedRefusal(plan);
  },
  start: startReplicatedCluster,
};
