import { z } from 'zod';
import type { FaultDefinition } from './fault.js';
import { resolveLinks } from './link-group.js';
import { pauseProcess } from './pause-process.js';
import { slowDown } from './slow-down.js';
import { slownessOf, slownessOptions, slownessRefusal } from './slowness-options.js';
import { targetRefusal, targetSchema } from './target.js';

const options = z.strictObject({
  target: targetSchema.default('replica'),
  how: z
    .enum(['slow', 'pause'])
    .default('slow')
    .describe('Slow down its replication, or hang its process (SIGSTOP) until healed.'),
  ...slownessOptions,
});

/** Replicas lag: WAIT stalls, min-replicas-to-write refuses writes, and there is no promotion. */
export const slowReplica: FaultDefinition<typeof options> = {
  summary: 'Replicas lag: their replication becomes slow, or their processes hang until healed.',
  happened: '{target} fell behind',
  options,
  needs: ['processes', 'relays', 'replicates'],
  leavesZombie: true,
  refusal(topology, given) {
    if (topology.replicas === 0) return 'the topology has no replicas';
    return slownessRefusal(slownessOf(given)) ?? targetRefusal(given.target, topology);
  },
  async inject(cluster, given, random, surroundings) {
    const { target } = given;
    if (given.how === 'pause') return pauseProcess.inject(cluster, { target }, random, surroundings);
    const meant = { target, from: 'peers', direction: 'both' } as const;
    const { links, ...found } = resolveLinks(meant, cluster, random, 'slow-replica');
    return slowDown(cluster, { ...found, links: { ...links, kinds: ['replication'] } }, slownessOf(given));
  },
};
