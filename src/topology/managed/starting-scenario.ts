import type { StartingScenario } from '../starting-scenario.js';
import { config, crash, links, outageGates, redisServer, redisWorkload, zones } from '../starting-texts.js';

export const startingScenario: StartingScenario = {
  kind: 'failover',
  about: 'The primary dies under load; the service promotes a replica, moves its endpoints, and replaces the node.',
  topology: [
    redisServer,
    '  # Replicas of the primary.\n  replicas: 2',
    zones,
    links,
    '  # How soon a silent node is considered dead, and how long the endpoints take to follow a promotion.',
    '  managed: { detectAfter: 1500ms, dnsDelay: 1s }',
    config,
  ].join('\n'),
  workload: redisWorkload,
  faults: crash(
    'replace',
    'replace: a new node joins, as in managed services. restart: the same node. none: it stays dead.',
  ),
  gates: `  - promotion_time < 8s\n${outageGates('15s')}`,
};
