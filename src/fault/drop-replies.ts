import { z } from 'zod';
import { EnvironmentError } from '../errors/errors.js';
import type { LinkSelection } from '../link/link-rule.js';
import { clientsEnd } from '../link/relay.js';
import { sizeField } from '../units/fields.js';
import { sizeBytes } from '../units/size.js';
import type { FaultDefinition } from './fault.js';
import { openLinkProbes } from './link-probe.js';
import { resolveTargets, targetRefusal, targetSchema } from './target.js';

const silenceMs = 250;

const options = z.strictObject({
  target: targetSchema.default('primary'),
  bytes: sizeField(1, 1024 ** 3)
    .optional()
    .describe('Ends after this many bytes of replies have been dropped. Default: lasts until healed.'),
});

/**
 * Client requests arrive and are executed, but no reply comes back; at the end, the connections are reset. This creates
 * ghosts (writes that took effect without an acknowledgement), and double writes if clients retry.
 */
export const dropReplies: FaultDefinition<typeof options> = {
  summary: 'Commands arrive but replies are dropped, until the connections are reset.',
  happened: 'Replies from {target} were dropped',
  options,
  needs: ['processes', 'relays'],
  leavesZombie: true,
  withholdsReplies: true,
  refusal: (topology, { target }) => targetRefusal(target, topology),
  async inject(cluster, { target, bytes }, random) {
    const { network } = cluster;
    if (network === null) throw new EnvironmentError('drop-replies needs relays, and this cluster has none.');
    const targets = resolveTargets(target, cluster, random);
    const links: LinkSelection = {
      between: [targets.map(({ id }) => id), [clientsEnd]],
      direction: 'from',
      kinds: ['clients'],
    };
    const untilBytes = bytes === undefined ? null : sizeBytes(bytes);
    const probes = await openLinkProbes(cluster, links);
    const { id, atMs } = await network.apply({ ...links, effect: { kind: 'drop', untilBytes } });
    return {
      targets,
      injectedAtMs: atMs,
      async prove() {
        using asked = probes;
        const answers = await Promise.all(asked.all.map(({ echo }) => echo.roundTripMs(silenceMs)));
        const { connections, droppedBytes } = await network.reportRule(id);
        const isSilent = answers.length > 0 && answers.every((answer) => answer === null);
        return isSilent && droppedBytes > 0
          ? `${droppedBytes} bytes of replies were dropped on ${connections} connections, and no echo returned`
          : undefined;
      },
      async heal() {
        probes[Symbol.dispose]();
        await network.lift(id, 'reset');
      },
    };
  },
};
