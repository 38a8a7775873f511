import type { StartingScenario } from '../starting-scenario.js';
import { config, crash, redisServer, redisWorkload } from '../starting-texts.js';

export const startingScenario: StartingScenario = {
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
};
