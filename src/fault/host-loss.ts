import { z } from 'zod';
import { EnvironmentError } from '../errors/errors.js';
import type { FaultDefinition } from './fault.js';
import { resolveTarget, targetRefusal, targetSchema } from './target.js';

const options = z.strictObject({ target: targetSchema.default('primary') });

/**
 * A host dies: in one step its links freeze, what they hold is gone, and its process is killed. Nobody gets a FIN or a
 * RST, so that clients and peers hang on half-open connections until their own deadlines, as with a real host.
 */
export const hostLoss: FaultDefinition = {
  summary: 'The host of a node dies: SIGKILL, and what its links held is gone; no peer is told.',
  options,
  needsRelays: true,
  leavesZombie: false,
  refusal: (topology, given) => targetRefusal(options.parse(given).target, topology),
  async inject(cluster, given, random) {
    const node = resolveTarget(options.parse(given).target, cluster, random);
    const { network } = cluster;
    if (network === null) throw new EnvironmentError('host-loss needs relays, and this cluster has none.');
    const injectedAtMs = await network.loseHost(node.id);
    const { process } = node;
    process.signal('SIGKILL');
    return {
      targets: [node],
      injectedAtMs,
      async prove() {
        await process.exited;
        const { discardedBytes } = await network.reportLoss(node.id, injectedAtMs);
        return `process ${process.pid} is gone, and its links threw away ${discardedBytes} bytes`;
      },
      reportLoss: () => network.reportLoss(node.id, injectedAtMs),
      heal: async () => {},
    };
  },
};
