import type { StartingScenario } from '../starting-scenario.js';
import { config, crash, links, redisServer, redisWorkload, zones } from '../starting-texts.js';

export const startingScenario: StartingScenario = {
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
};
