import { respEngines } from '../../model/node.js';
import { launched } from '../abilities.js';
import { managedRefusal } from '../redis-node.js';
import { startReplicatedCluster } from '../replicated/replicated-cluster.js';
import { config, crash, redisServer, redisWorkload } from '../starting-texts.js';
import type { TopologyDefinition } from '../topology.js';

/** One server: a primary without replicas, which nothing watches. */
export const standalone: TopologyDefinition = {
  summary: 'One server without replicas; its replacement is an empty server at the same address.',
  engines: respEngines,
  startingScenario: {
    about: 'The only server dies under load and is restarted without its data.',
    topology: [redisServer, config].join('\n'),
    workload: redisWorkload,
    faults: crash(
      'restart',
      'restart: with the data on its disk. replace: an empty server at the same address. none: it stays dead.',
    ),
    gates: `  - unavailability.write < 10s
  # A server without a disk loses everything: to allow no loss, use lost_writes == 0.
  - lost_writes >= 0
  - availability during steady >= 99%`,
  },
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
