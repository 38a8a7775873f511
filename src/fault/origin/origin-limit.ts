import { z } from 'zod';
import { monotonicMs } from '../../clock/monotonic.js';
import { waitFor } from '../../clock/wait.js';
import { EnvironmentError } from '../../errors/errors.js';
import { originFault } from './origin-fault.js';

const proofLimits = { timeoutMs: 2_000, pollMs: 10 };
const mostAtOnce = 100_000;

const options = z.strictObject({
  most: z
    .int()
    .min(0)
    .max(mostAtOnce)
    .default(1)
    .describe('Maximum concurrent connections (PostgreSQL) or requests (HTTP); more are refused.'),
});

/** The origin accepts fewer concurrent requests than its clients expect, and refuses the rest. */
export const originLimit = originFault({
  summary: 'The origin accepts only a few concurrent connections (PostgreSQL) or requests (HTTP).',
  happened: 'The origin was limited',
  options,
  needs: 'limit',
  async inject(origin, { most }) {
    const { limit } = origin;
    if (limit === undefined) throw new EnvironmentError("This origin can't be limited.");
    const injectedAtMs = monotonicMs();
    await limit.call(origin, most);
    return {
      injectedAtMs,
      prove: () =>
        waitFor(
          async () => ((await origin.isWithin?.(most)) ? `the origin accepts at most ${most} at once` : undefined),
          proofLimits,
        ),
      heal: () => limit.call(origin, null),
    };
  },
});
