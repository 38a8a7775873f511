import { z } from 'zod';
import type { FaultDefinition } from './fault.js';
import { killNodes } from './kill-nodes.js';
import { resolveTargets, targetRefusal } from './target.js';

const options = z.strictObject({
  target: z
    .enum(['replica', 'every-replica'])
    .default('replica')
    .describe('A random replica, or all replicas of all shards.'),
});

/**
 * Replicas die and the primary survives: there is no promotion, and writes that wait for replicas (WAIT, min-replicas) wait
 * or fail.
 */
export const loseReplica: FaultDefinition<typeof options> = {
  summary: 'Replicas are killed, but not the primary: WAIT stalls, min-replicas refuses writes, no failover happens.',
  happened: '{target} {was|were} killed',
  options,
  needs: ['processes', 'replicates'],
  leavesZombie: false,
  refusal: (topology, { target }) => targetRefusal(target, topology),
  async inject(cluster, { target }, random) {
    return killNodes(resolveTargets(target, cluster, random), 'SIGKILL');
  },
};
