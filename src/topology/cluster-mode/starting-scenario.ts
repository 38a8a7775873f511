import type { StartingScenario } from '../starting-scenario.js';
import { config, crash, links, outageGates, redisServer, redisWorkload, zones } from '../starting-texts.js';

export const startingScenario: StartingScenario = {
  kind: 'failover',
  about: 'A primary of a Redis Cluster dies under load; its replica is elected, and a new node replaces it.',
  topology: [
    redisServer,
    '  # Shards, each with a primary, and replicas per shard.\n  shards: 3\n  replicas: 1',
    zones,
    links,
    '  # How soon a silent node is considered dead.\n  cluster: { nodeTimeout: 1s }',
    config,
  ].join('\n'),
  workload: redisWorkload,
  faults: crash(
    'replace',
    'replace: a new node joins, as in managed services. restart: the same node. none: it stays dead.',
  ),
  gates: `  - promotion_time < 8s\n${outageGates('15s')}`,
};
