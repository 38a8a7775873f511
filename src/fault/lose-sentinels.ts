import { z } from 'zod';
import { EnvironmentError } from '../errors/errors.js';
import { sentinelsOf } from '../topology/can.js';
import type { FaultDefinition } from './fault.js';
import { killNodes } from './kill-nodes.js';
import { resolveTargets } from './target.js';

const options = z.strictObject({
  share: z
    .enum(['minority', 'majority', 'all'])
    .default('majority')
    .describe('How many of the running sentinels to kill. Without a majority, no replica can be promoted.'),
});

/** Sentinels die. Clients are unaffected, but without a majority, a primary's death triggers no failover. */
export const loseSentinels: FaultDefinition<typeof options> = {
  summary: 'Sentinels are killed, by default a majority, so that no replica can be promoted.',
  happened: '{target} {was|were} killed',
  options,
  needs: ['processes', 'sentinels'],
  leavesZombie: false,
  refusal(topology, { share }) {
    const count = sentinelsOf(topology);
    const isNone = share === 'minority' && count < 3;
    return isNone ? `${count} sentinels are too few to lose one; it requires 3` : undefined;
  },
  async inject(cluster, { share }, random) {
    const sentinels = cluster.nodes.filter(({ role, running }) => role === 'sentinel' && running);
    // Without sentinels, `majority` would select primaries.
    if (sentinels.length === 0) throw new EnvironmentError('The fault found no running sentinel.');
    return killNodes(share === 'all' ? sentinels : resolveTargets(share, cluster, random), 'SIGKILL');
  },
};
