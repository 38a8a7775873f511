import { z } from 'zod';
import { monotonicMs } from '../clock/monotonic.js';
import { waitFor } from '../clock/wait.js';
import type { FaultDefinition } from './fault.js';
import { processNames } from './process-names.js';
import { resolveTargets, targetRefusal, targetSchema } from './target.js';

/** Redis waits up to 10 s for its replicas before it ends by SIGTERM (shutdown-timeout). */
const proofLimits = { timeoutMs: 15_000, pollMs: 5 };

const options = z.strictObject({
  target: targetSchema.default('primary'),
  signal: z
    .enum(['SIGKILL', 'SIGTERM', 'SIGSEGV', 'SIGABRT'])
    .default('SIGKILL')
    .describe('What the process is killed with.'),
});

/** A process dies and its host lives on: the kernel still delivers what the process had written, and closes its sockets. */
export const killProcess: FaultDefinition = {
  summary: 'The process of a node is killed; its host lives, and the kernel still delivers what was written.',
  options,
  needsRelays: false,
  leavesZombie: false,
  refusal: (topology, given) => targetRefusal(options.parse(given).target, topology),
  async inject(cluster, given, random) {
    const { target, signal } = options.parse(given);
    const targets = resolveTargets(target, cluster, random);
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
  },
};
