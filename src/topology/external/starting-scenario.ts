import type { StartingScenario } from '../starting-scenario.js';
import { redisWorkload } from '../starting-texts.js';

export const startingScenario: StartingScenario = {
  kind: 'target',
  about:
    "A load on a server that is already running; only cache-bench's own keys are touched, and they are removed at the end.",
  topology: `  # Its address; put its password into the variable CACHE_BENCH_TARGET_PASSWORD.
  target: redis://127.0.0.1:6379`,
  workload: redisWorkload,
  faults: `# External servers support only planned-failover and your own commands, such as the failover call of a cloud:
# faults:
#   - at: 5s
#     exec: { command: ./fail-over.sh }`,
  gates: '  - availability >= 99%\n  - lost_writes == 0',
};
