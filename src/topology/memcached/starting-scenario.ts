import type { StartingScenario } from '../starting-scenario.js';

export const startingScenario: StartingScenario = {
  kind: 'memcached',
  about: 'A server of a Memcached pool hangs under load; the clients distribute its keys over the others.',
  topology: `  # Servers of the pool.
  shards: 3
  # How clients find the server of a key: when one is gone, ketama moves few keys, modulo nearly all.
  hashing: ketama
  # Whether the keys of a server that is gone are distributed over the others; otherwise they fail.
  ejectLost: true`,
  workload: '  # The only driver for Memcached.\n  driver: wire',
  faults: `faults:
  - at: 2s
    # The process of one server is paused and resumes later, with its old values.
    pause-process: { target: { node: n2 } }
    after: 3s`,
  gates: `  - hit_rate >= 50%
  # While the server is ejected, its keys are written elsewhere. When it returns, it replies with its old values.
  - lost_writes >= 0
  - unexpected_writes >= 0
  - availability during steady >= 99%`,
};
