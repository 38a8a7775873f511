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
export const slowLink: FaultDefinition = {
  summary:
    'Links become slow: delay, jitter and bandwidth, for a target or between two groups, in one or both directions.',
  happened: 'The links of {target} became slow',
  options,
  needs: ['processes', 'relays'],
  leavesZombie: true,
  actsBeyondTargets: true,
  refusal(topology, given) {
    const parsed = options.parse(given);
    return slownessRefusal(slownessOf(parsed)) ?? linksRefusal(parsed, topology);
  },
  async inject(cluster, given, random) {
    const parsed = options.parse(given);
    const { links, ...found } = resolveLinks(parsed, cluster, random, 'slow-link');
    const kinds = parsed.links === 'all' ? null : [parsed.links];
    return slowDown(cluster, { ...found, links: { ...links, kinds } }, slownessOf(parsed));
  },
};
