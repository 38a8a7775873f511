import { z } from 'zod';
import type { FaultDefinition } from './fault.js';
import { linkOptions, linksRefusal, resolveLinks } from './link-group.js';
import { openLinkProbes } from './link-probe.js';

const closedTimeoutMs = 1_000;

const options = z.strictObject({
  ...linkOptions,
  from: linkOptions.from.default('clients'),
  how: z.enum(['rst']).default('rst').describe('What both ends of each connection are told: a reset.'),
});

/** Every connection between two groups is reset at one moment; new ones pass, and all come back at once. */
export const resetLinks: FaultDefinition = {
  summary: 'Connections are reset at one moment, and everybody connects again at once.',
  options,
  needsRelays: true,
  leavesZombie: true,
  refusal: (topology, given) => linksRefusal(options.parse(given), topology),
  async inject(cluster, given, random) {
    const { network, targets, links } = resolveLinks(options.parse(given), cluster, random, 'reset-connections');
    const probes = await openLinkProbes(cluster, links);
    const { atMs, connections } = await network.reset(links);
    return {
      targets,
      injectedAtMs: atMs,
      async prove() {
        using asked = probes;
        const answers = await Promise.all(asked.all.map(({ echo }) => echo.roundTripMs(closedTimeoutMs)));
        const areClosed = asked.all.length > 0 && asked.all.every(({ echo }) => !echo.isOpen);
        if (!areClosed || answers.some((answer) => answer !== null)) return undefined;
        return `${connections} connections were reset, our own ${asked.all.length} among them`;
      },
      reportLoss: async () => null,
      heal: async () => probes[Symbol.dispose](),
    };
  },
};
