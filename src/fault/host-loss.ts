import { z } from 'zod';
import type { FaultDefinition } from './fault.js';
import { loseHosts } from './lose-hosts.js';
import { resolveTargets, targetRefusal, targetSchema } from './target.js';

const options = z.strictObject({ target: targetSchema.default('primary') });

/**
 * A host dies: in one step its links freeze, their contents are lost, and its process is killed. Nobody receives a FIN or
 * RST, so that clients and peers hang on half-open connections until their own timeouts, as with a real host.
 */
export const hostLoss: FaultDefinition<typeof options> = {
  summary: 'The host of a node dies: SIGKILL, data in its links is discarded, and no peer is notified.',
  happened: 'The {host|hosts} of {target} died',
  options,
  needs: ['processes', 'relays'],
  leavesZombie: false,
  refusal: (topology, { target }) => targetRefusal(target, topology),
  async inject(cluster, { target }, random) {
    return loseHosts(resolveTargets(target, cluster, random), cluster, 'host-loss');
  },
};
