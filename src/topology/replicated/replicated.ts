import { respEngines } from '../../model/node.js';
import { launched } from '../abilities.js';
import { managedRefusal } from '../redis-node.js';
import { config, crash, links, redisServer, redisWorkload, zones } from '../starting-texts.js';
import type { TopologyDefinition } from '../topology.js';
import { startReplicatedCluster } from './replicated-cluster.js';

/** One primary and its replicas, without anything that would promote one. */
export const replicated: TopologyDefinition = {
  summary: 'One primary with replicas and no automatic failover: clients wait until the primary is back.',
  engines: respEngines,
  startingScenario: {
    about: 'The primary of a replicated server dies under load and is restarted; no replica is promoted.',
    topology: [redisServer, '  # Replicas of the primary.\n  replicas: 1', zones.replace('3', '2'), links, config].join(
      '\n',
    ),
    workload: redisWorkload,
    faults: crash('restart', 'restart: the same node, with the data on its disk. none: it stays dead.'),
    gates: `  - unavailability.write < 10s
  # The primary returns with the data on its disk, and its replicas copy it: to allow no loss, use lost_writes == 0.
  - lost_writes >= 0
  - availability during steady >= 99%`,
  },
  can: [...launched, 'commands', 'replicates'],
  refusal(plan) {
    if (plan.shards !== 1) return `topology replicated has exactly 1 shard, not ${plan.shards}`;
    return managedRefusal(plan);
  },
  start: startReplicatedCluster,
};
