import { z } from 'zod';
import type { FaultDefinition } from './fault.js';
import { linkOptions, linksRefusal, resolveLinks } from './link-group.js';
import { openLinkProbes } from './link-probe.js';

/** Silence that proves a cut: far longer than an echo took before it. */
const leastSilenceMs = 250;
const silenceFactor = 10;

const options = z.strictObject({
  ...linkOptions,
  from: linkOptions.from.default('peers'),
  heal: z
    .enum(['resume', 'reset'])
    .default('resume')
    .describe('How it ends: held data is delivered, or cut connections are reset.'),
});

/**
 * Two groups can no longer reach each other: nothing passes and nothing is closed; FIN and RST are swallowed. A primary cut
 * off from its peers keeps acknowledging: a zombie. Multiple partitions are healed individually.
 */
export const partition: FaultDefinition<typeof options> = {
  summary: 'No data passes between two groups, in one or both directions, and no connection is closed.',
  happened: 'A partition cut off {target}',
  options,
  needs: ['processes', 'relays'],
  leavesZombie: true,
  actsBeyondTargets: true,
  refusal: (topology, given) => linksRefusal(given, topology),
  async inject(cluster, given, random) {
    const { network, targets, links } = resolveLinks(given, cluster, random, 'partition');
    const probes = await openLinkProbes(cluster, links);
    const { id, atMs } = await network.apply({ ...links, effect: { kind: 'cut' } });
    return {
      targets,
      injectedAtMs: atMs,
      async prove() {
        using asked = probes;
        const { connections } = await network.reportRule(id);
        const silenceMs = Math.max(leastSilenceMs, ...asked.all.map(({ beforeMs }) => silenceFactor * beforeMs));
        const answers = await Promise.all(asked.all.map(({ echo }) => echo.roundTripMs(silenceMs)));
        // A closed connection would be silent too, and a cut closes nothing.
        const areOpen = asked.all.length > 0 && asked.all.every(({ echo }) => echo.isOpen);
        if (!areOpen || answers.some((answer) => answer !== null)) return undefined;
        const names = asked.all.map(({ name }) => name).join(', ');
        return `${connections} connections are cut: no echo returned within ${Math.round(silenceMs)} ms (${names})`;
      },
      async heal() {
        probes[Symbol.dispose]();
        await network.lift(id, given.heal);
      },
    };
  },
};
