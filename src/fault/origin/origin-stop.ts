import { z } from 'zod';
import { monotonicMs } from '../../clock/monotonic.js';
import { waitFor } from '../../clock/wait.js';
import { EnvironmentError } from '../../errors/errors.js';
import { originFault } from './origin-fault.js';

const proofLimits = { timeoutMs: 1_000, pollMs: 5 };

/** The origin hangs: each of its processes gets SIGSTOP, connections stay open, and nothing answers. */
export const originStop = originFault({
  summary: 'The origin hangs (SIGSTOP to each of its processes) until it is healed; its connections stay open.',
  happened: 'The origin hung',
  options: z.strictObject({}),
  needs: 'stop',
  async inject(origin) {
    if (origin.stop === undefined)
      throw new EnvironmentError("cache-bench did not start the origin and can't stop it.");
    const injectedAtMs = monotonicMs();
    await origin.stop();
    return {
      injectedAtMs,
      // Signal delivery takes time.
      prove: () =>
        waitFor(
          async () => ((await origin.isStopped?.()) ? 'every process of the origin is stopped' : undefined),
          proofLimits,
        ),
      heal: async () => await origin.continue?.(),
    };
  },
});
