import { z } from 'zod';
import { monotonicMs } from '../clock/monotonic.js';
import { waitFor } from '../clock/wait.js';
import { isStopped } from '../engine/process-state.js';
import type { FaultDefinition } from './fault.js';
import { resolveTarget, targetRefusal, targetSchema } from './target.js';

const proofLimits = { timeoutMs: 1_000, pollMs: 5 };

const options = z.strictObject({ target: targetSchema.default('primary') });

/**
 * A process hangs (SIGSTOP): its sockets stay open and nothing answers. Healed, it goes on where it was, and may
 * acknowledge writes although another was promoted: a zombie.
 */
export const pauseProcess: FaultDefinition = {
  summary: 'The process of a node hangs (SIGSTOP) until it is healed (SIGCONT); its sockets stay open.',
  options,
  needsRelays: false,
  leavesZombie: true,
  refusal: (topology, given) => targetRefusal(options.parse(given).target, topology),
  async inject(cluster, given, random) {
    const node = resolveTarget(options.parse(given).target, cluster, random);
    const { process } = node;
    const injectedAtMs = monotonicMs();
    process.signal('SIGSTOP');
    return {
      targets: [node],
      injectedAtMs,
      async prove() {
        // The signal is delivered in its own time.
        const stopped = await waitFor(async () => (await isStopped(process.pid)) || undefined, proofLimits);
        return stopped ? `process ${process.pid} is stopped` : undefined;
      },
      reportLoss: async () => null,
      heal: async () => void process.signal('SIGCONT'),
    };
  },
};
