import { monotonicMs } from '../clock/monotonic.js';
import { waitFor } from '../clock/wait.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Injection } from './fault.js';
import { processNames, processOf } from './process-of.js';

/** On SIGTERM, Redis waits up to 10 s for its replicas before it exits (shutdown-timeout). */
const proofLimits = { timeoutMs: 15_000, pollMs: 5 };

/** Sends the nodes' processes a terminating signal; the proof is that they are gone. This can't be healed. */
export function killNodes(targets: readonly ClusterNode[], signal: NodeJS.Signals): Injection {
  const injectedAtMs = monotonicMs();
  for (const process of targets.map(processOf)) process.signal(signal);
  return {
    targets,
    injectedAtMs,
    async prove() {
      // A server may take its time to handle a signal, and one that never exits must not block the run.
      const areGone = () => targets.every(({ running }) => !running) || undefined;
      return (await waitFor(areGone, proofLimits)) && `${processNames(targets)} gone`;
    },
    heal: async () => {},
  };
}
