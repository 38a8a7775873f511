import { z } from 'zod';
import { monotonicMs } from '../clock/monotonic.js';
import { closeClients } from './close-clients.js';
import { dataTargetRefusal, resolveDataTargets } from './data-target.js';
import type { FaultDefinition } from './fault.js';
import { processOf } from './process-of.js';
import { openLine } from './send-command.js';
import { readSettings, writeSettings } from './server-settings.js';
import { targetSchema } from './target.js';

const options = z.strictObject({
  target: targetSchema.default('every-primary'),
  how: z
    .enum(['kill', 'maxclients'])
    .default('kill')
    .describe(
      'kill: closes all client connections, which may reconnect at once; maxclients: accepts only as many as limit allows.',
    ),
  limit: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(10)
    .describe(
      'With maxclients: the number of connections a server accepts, including those of sentinels and observers.',
    ),
});

/**
 * All clients of all primaries lose their connections at once and reconnect at once; with a limit, most are refused until
 * the fault is healed.
 */
export const connectionStorm: FaultDefinition<typeof options> = {
  summary: 'All client connections close and reconnect at once, or are refused (maxclients).',
  happened: 'All client connections to {target} were closed at once',
  options,
  needs: ['processes', 'commands'],
  leavesZombie: true,
  refusal: (topology, { target }) => dataTargetRefusal(target, topology),
  async inject(cluster, { target, how, limit }, random) {
    const targets = resolveDataTargets(target, cluster, random);
    // These lines stay open: a full server would refuse the new connection needed to heal it.
    const struck = await Promise.all(
      targets.map(async (node) => {
        const line = openLine(cluster, node);
        return { node, process: processOf(node), line, before: await readSettings(line, ['maxclients']) };
      }),
    );
    const injectedAtMs = monotonicMs();
    if (how === 'maxclients')
      await Promise.all(struck.map(({ line }) => writeSettings(line, { maxclients: String(limit) })));
    const closed = await Promise.all(struck.map(({ line }) => closeClients(line)));
    let isHealed = false;
    return {
      targets,
      injectedAtMs,
      async prove() {
        const proofs: string[] = [];
        for (const [index, { node, line }] of struck.entries()) {
          const count = closed[index] ?? 0;
          const { maxclients } = how === 'maxclients' ? await readSettings(line, ['maxclients']) : {};
          if (count === 0 || (how === 'maxclients' && maxclients !== String(limit))) return undefined;
          proofs.push(
            `${node.id} closed ${count} connections${maxclients === undefined ? '' : ` and takes ${maxclients}`}`,
          );
        }
        return proofs.join('; ');
      },
      async heal() {
        if (isHealed) return;
        for (const { line, process, before } of struck) {
          if (how === 'maxclients' && process.running) await writeSettings(line, before);
          line[Symbol.dispose]();
        }
        isHealed = true;
      },
    };
  },
};
