import { z } from 'zod';
import { monotonicMs } from '../clock/monotonic.js';
import type { FaultDefinition } from './fault.js';
import { areStopped, processNames, processOf } from './process-of.js';
import { resolveTargets, targetRefusal, targetSchema } from './target.js';

const options = z.strictObject({ target: targetSchema.default('primary') });

/**
 * A process hangs (SIGSTOP): its sockets stay open and nothing answers. Once healed, it resumes where it was, and may
 * acknowledge writes although another node was promoted: a zombie.
 */
export const pauseProcess: FaultDefinition<typeof options> = {
  summary: "A node's process hangs (SIGSTOP) until it is healed (SIGCONT); its sockets stay open.",
  happened: 'The {process|processes} of {target} hung',
  options,
  needs: ['processes'],
  leavesZombie: true,
  withholdsReplies: true,
  refusal: (topology, { target }) => targetRefusal(target, topology),
  async inject(cluster, { target }, random) {
    const targets = resolveTargets(target, cluster, random);
    const processes = targets.map(processOf);
    const injectedAtMs = monotonicMs();
    for (const process of processes) process.signal('SIGSTOP');
    return {
      targets,
      injectedAtMs,
      async prove() {
        return (await areStopped(processes)) ? `${processNames(targets)} stopped` : undefined;
      },
      async heal() {
        for (const process of targets.map(processOf)) process.signal('SIGCONT');
      },
    };
  },
};
