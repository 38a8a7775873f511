import { z } from 'zod';
import type { FaultDefinition } from './fault.js';
import { loseHosts } from './lose-hosts.js';
import { resolveTarget, resolveTargets, targetRefusal } from './target.js';

const options = z.strictObject({
  target: z
    .union([
      z.enum(['primary', 'replica', 'sentinel']),
      z.strictObject({ node: z.string().min(1).describe('The zone of a node, such as n2.') }),
      z.strictObject({ zone: z.string().min(1).describe('A zone by its name, such as az-1.') }),
    ])
    .default('primary')
    .describe('Which zone is lost: that of a node, looked for at the moment of the injection, or one by its name.'),
});

/** A zone dies: the hosts of all its nodes and sentinels, at one moment. */
export const zoneLoss: FaultDefinition = {
  summary: 'A whole zone dies: the hosts of all its nodes and sentinels are lost at one moment.',
  options,
  needsRelays: true,
  leavesZombie: false,
  refusal(topology, given) {
    if (topology.zones === 1)
      return 'all nodes are in one zone, so nothing would be left; set topology.zones to 2 or more';
    return targetRefusal(options.parse(given).target, topology);
  },
  async inject(cluster, given, random) {
    const { target } = options.parse(given);
    const isZone = typeof target === 'object' && 'zone' in target;
    const zone = isZone ? target.zone : resolveTarget(target, cluster, random).zone;
    return loseHosts(resolveTargets({ zone }, cluster, random), cluster, 'zone-loss');
  },
};
