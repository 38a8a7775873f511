import { z } from 'zod';
import type { FaultDefinition } from './fault.js';
import { killNodes } from './kill-nodes.js';
import { processOf } from './process-of.js';
import { resolveTargets, targetRefusal, targetSchema } from './target.js';

const options = z.strictObject({ target: targetSchema.default('primary') });

/**
 * A server is asked to exit (SIGTERM), as in a deployment or an orderly host shutdown. Redis 7.0 and later first pauses
 * writes and waits for its replicas, up to its shutdown-timeout; nothing triggers a takeover.
 */
export const stopGracefully: FaultDefinition<typeof options> = {
  summary: 'A server is asked to stop (SIGTERM); Redis 7 waits for its replicas first, and nothing is lost.',
  happened: '{target} {was|were} stopped gracefully',
  options,
  needs: ['processes'],
  leavesZombie: false,
  refusal: (topology, { target }) => targetRefusal(target, topology),
  async inject(cluster, { target }, random) {
    const targets = resolveTargets(target, cluster, random);
    const stopping = targets.map(processOf);
    const injection = killNodes(targets, 'SIGTERM');
    return {
      ...injection,
      async prove() {
        const gone = await injection.prove();
        if (gone === undefined) return undefined;
        const ends = await Promise.all(stopping.map(({ exited }) => exited));
        return `${gone} (${ends.map(({ code, signal }) => (code === null ? signal : `exit code ${code}`)).join(', ')})`;
      },
    };
  },
};
