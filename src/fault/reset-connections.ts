import { z } from 'zod';
import { monotonicMs } from '../clock/monotonic.js';
import { closeClients } from './close-clients.js';
import { dataTargetRefusal, resolveDataTargets } from './data-target.js';
import type { FaultDefinition } from './fault.js';
import { targetSchema } from './target.js';
import { openLine } from './tell.js';

const options = z.strictObject({
  target: targetSchema.default('primary'),
  how: z
    .enum(['fin'])
    .default('fin')
    .describe('How the connections end: the server closes them (CLIENT KILL TYPE normal).'),
});

/** A server closes the connections of all its clients at once, sentinels included; they may connect again at once. */
export const resetConnections: FaultDefinition = {
  summary: 'A server closes the connections of all its clients at once, and takes new ones.',
  options,
  needsRelays: false,
  leavesZombie: true,
  refusal: (topology, given) => dataTargetRefusal(options.parse(given).target, topology),
  async inject(cluster, given, random) {
    const targets = resolveDataTargets(options.parse(given).target, cluster, random);
    const injectedAtMs = monotonicMs();
    const closed = await Promise.all(
      targets.map(async (node) => {
        using line = openLine(cluster, node);
        return await closeClients(line);
      }),
    );
    return {
      targets,
      injectedAtMs,
      async prove() {
        if (closed.some((count) => count === 0)) return undefined;
        return targets.map(({ id }, index) => `${id} closed ${closed[index]} connections`).join(', ');
      },
      reportLoss: async () => null,
      heal: async () => {},
    };
  },
};
