import { z } from 'zod';
import { monotonicMs } from '../../clock/monotonic.js';
import { EnvironmentError } from '../../errors/errors.js';
import { originFault } from './origin-fault.js';

/** The origin crashes: each of its processes gets SIGKILL. Healing starts it again with its data. */
export const originKill = originFault({
  summary: 'The origin crashes (SIGKILL to each of its processes) until it is healed; it keeps what it acknowledged.',
  happened: 'The origin was killed',
  options: z.strictObject({}),
  needs: 'kill',
  async inject(origin) {
    const { kill, restart } = origin;
    if (kill === undefined || restart === undefined)
      throw new EnvironmentError("cache-bench did not start the origin and can't kill it.");
    const injectedAtMs = monotonicMs();
    await kill.call(origin);
    return {
      injectedAtMs,
      prove: async () => ((await origin.isServing()) ? undefined : 'the origin accepts no connections'),
      heal: () => restart.call(origin),
    };
  },
});
