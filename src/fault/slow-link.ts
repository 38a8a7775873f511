import { z } from 'zod';
import { linkKinds } from '../link/link-rule.js';
import type { FaultDefinition } from './fault.js';
import { linkOptions, linksRefusal, resolveLinks } from './link-group.js';
import { slowDown } from './slow-down.js';
import { slownessOf, slownessOptions, slownessRefusal } from './slowness-options.js';

const options = z.strictObject({
  ...linkOptions,
  ...slownessOptions,
  links: z
    .enum(['all', ...linkKinds])
    .exclude(['bus'])
    .default('all')
    .describe('Only links that carry this: replication, sentinel traffic, or clients.'),
});

/** Links become slow: delay, jitter and bandwidth, separately in each direction. Healing restores them. */
export const slowLink: FaultDefinition<typeof options> = {
  summary:
    'Links become slow: delay, jitter and bandwidth, for a target or between two groups, in one or both directions.',
  happened: 'The links of {target} became slow',
  options,
  needs: ['processes', 'relays'],
  leavesZombie: true,
  actsBeyondTargets: true,
  refusal(topology, given) {
    return slownessRefusal(slownessOf(given)) ?? linksRefusal(given, topology);
  },
  async inject(cluster, given, random) {
    const { links, ...found } = resolveLinks(given, cluster, random, 'slow-link');
    const kinds = given.links === 'all' ? null : [given.links];
    return slowDown(cluster, { ...found, links: { ...links, kinds } }, slownessOf(given));
  },
};
