import { z } from 'zod';
import { monotonicMs } from '../clock/monotonic.js';
import { pause } from '../clock/wait.js';
import { repairable } from '../topology/repair.js';
import { durationInProse, durationMs } from '../units/duration.js';
import { durationField } from '../units/fields.js';
import type { FaultDefinition } from './fault.js';
import { processNames, processOf } from './process-of.js';
import { resolveTargets, targetRefusal, targetSchema } from './target.js';

const options = z.strictObject({
  target: targetSchema.default('primary'),
  downtime: durationField(0, 600_000)
    .default('0s')
    .describe('Downtime before the restart. If shorter than detection, no failover happens.'),
});

/**
 * A process dies and is immediately restarted without its data, as by a supervisor without persistence. A primary that is
 * back before its failure is detected is still the primary, and its replicas copy its empty store.
 */
export const emptyRestart: FaultDefinition<typeof options> = {
  summary: 'A process is killed and restarted without its data, by default before anything detects it.',
  happened: '{target} {was|were} killed and restarted without {its|their} data',
  options,
  needs: ['processes'],
  leavesZombie: true,
  refusal: (topology, { target }) => targetRefusal(target, topology),
  async inject(cluster, { target, downtime }, random) {
    const downtimeMs = durationMs(downtime);
    const targets = resolveTargets(target, cluster, random);
    const gone = processNames(targets);
    const killed = targets.map(processOf);
    const stop = new AbortController();
    const injectedAtMs = monotonicMs();
    for (const process of killed) process.signal('SIGKILL');
    const restarted = restart().catch((error: Error) => error);
    return {
      targets,
      injectedAtMs,
      async prove() {
        const downMs = await restarted;
        if (downMs instanceof Error) throw downMs;
        if (targets.some((node, index) => !node.running || node.process === killed[index])) return undefined;
        const after = durationInProse(Math.round(downMs));
        return `${gone} gone, and ${processNames(targets)} running instead after ${after}, started without data`;
      },
      async heal() {
        stop.abort();
        await restarted;
      },
    };

    /** Returns how long the last of them was away. */
    async function restart(): Promise<number> {
      await Promise.all(killed.map(({ exited }) => exited));
      await pause(injectedAtMs + downtimeMs - monotonicMs(), stop.signal);
      await Promise.all(targets.map((node) => repairable(cluster).restart(node, { empty: true })));
      return monotonicMs() - injectedAtMs;
    }
  },
};
