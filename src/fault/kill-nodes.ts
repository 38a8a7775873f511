import { monotonicMs } from '../clock/monotonic.js';
import { waitFor } from '../clock/wait.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Injection } from './fault.js';
import { processNames } from './process-names.js';

/** Redis waits up to 10 s for its replicas before it ends by SIGTERM (shutdown-timeout). */
const proofLimits = { timeoutMs: 15_000, pollMs: 5 };

/** Sends the processes of nodes a signal that ends them; the proof is that they are gone. Nothing of it can be healed. */
export function killNodes(targets: readonly ClusterNode[], signal: NodeJS.Signals): Injection {
  const injectedAtMs = monotonicMs();
  for (const { process } of targets) process.signal(signal);
  return {
    targets,
    injectedAtMs,
    async prove() {
      // A server may take its time over a signal that it handles, and one that never ends must not hold up the run.
      const areGone = () => targets.every(({ process }) => !process.running) || undefined;
      return (await waitFor(areGone, proofLimits)) && `${processNames(targets)} gone`;
    },
    reportLoss: async () => null,
    heal: async () => {},
  };
}
