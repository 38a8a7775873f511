import { z } from 'zod';
import { monotonicMs } from '../../clock/monotonic.js';
import { EnvironmentError } from '../../errors/errors.js';
import { durationMs } from '../../units/duration.js';
import { durationField } from '../../units/fields.js';
import { originFault } from './origin-fault.js';

const options = z.strictObject({
  delay: durationField(1, 60_000).default('100ms').describe('Minimum duration of each read and write.'),
});

/**
 * Each request takes longer inside the server and holds its connection meanwhile; a write also holds its row's locks.
 */
export const originSlow = originFault({
  summary: 'Each read and write takes longer inside the origin, and holds its connection and locks meanwhile.',
  happened: 'The origin became slow',
  options,
  needs: 'slow',
  async inject(origin, { delay }) {
    const { slow } = origin;
    if (slow === undefined) throw new EnvironmentError("This origin can't be made slower.");
    const delayMs = durationMs(delay);
    const beforeMs = await origin.readTimeMs();
    const injectedAtMs = monotonicMs();
    await slow.call(origin, { readMs: delayMs, writeMs: delayMs });
    return {
      injectedAtMs,
      async prove() {
        const afterMs = await origin.readTimeMs();
        if (afterMs < delayMs) return undefined;
        return `a read takes ${afterMs.toFixed(1)} ms (${beforeMs.toFixed(1)} ms before)`;
      },
      heal: () => slow.call(origin, null),
    };
  },
});
