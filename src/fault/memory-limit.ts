import { z } from 'zod';
import { monotonicMs } from '../clock/monotonic.js';
import { parseInfo } from '../topology/replication-info.js';
import { sizeField } from '../units/fields.js';
import { sizeBytes } from '../units/size.js';
import { dataTargetRefusal, resolveDataTargets } from './data-target.js';
import type { FaultDefinition } from './fault.js';
import { processOf } from './process-of.js';
import { openLine } from './send-command.js';
import { readSettings, type ServerSettings, writeSettings } from './server-settings.js';
import { targetSchema } from './target.js';

const directives = ['maxmemory', 'maxmemory-policy'] as const;

const options = z.strictObject({
  target: targetSchema.default('primary'),
  policy: z
    .enum(['noeviction', 'allkeys-lru'])
    .default('noeviction')
    .describe('What the server does at the limit: refuse writes (OOM), or evict keys.'),
  share: z
    .number()
    .min(0.05)
    .max(1)
    .default(0.8)
    .describe('The limit, as a share of the memory used when the fault strikes.'),
  limit: sizeField(1, 2 ** 40)
    .optional()
    .describe('The limit in bytes, such as 4mb; instead of the share.'),
});

/** A server has less memory than its data needs (maxmemory). Healing restores the limit and the policy. */
export const memoryLimit: FaultDefinition<typeof options> = {
  summary: "A server's memory limit drops below its data size: it refuses writes, or evicts keys.",
  happened: 'The memory of {target} {was|were} limited below {its|their} data size',
  options,
  needs: ['processes', 'commands'],
  leavesZombie: true,
  refusal: (topology, { target }) => dataTargetRefusal(target, topology),
  async inject(cluster, { target, policy, share, limit }, random) {
    const targets = resolveDataTargets(target, cluster, random);
    const struck = await Promise.all(
      targets.map(async (node) => {
        using line = openLine(cluster, node);
        const used = Number(parseInfo(String(await line.command(['INFO', 'memory']))).get('used_memory'));
        const bytes = limit === undefined ? Math.floor(share * used) : sizeBytes(limit);
        return { node, process: processOf(node), used, bytes, before: await readSettings(line, directives) };
      }),
    );
    const set = async (settingsOf: (of: (typeof struck)[number]) => ServerSettings) => {
      for (const each of struck) {
        // A restarted server has its own settings.
        if (!each.process.running) continue;
        using line = openLine(cluster, each.node);
        await writeSettings(line, settingsOf(each));
      }
    };
    const injectedAtMs = monotonicMs();
    // The policy first: under the old one, the limit would already evict.
    await set(({ bytes }) => ({ 'maxmemory-policy': policy, maxmemory: String(bytes) }));
    return {
      targets,
      injectedAtMs,
      async prove() {
        const proofs: string[] = [];
        for (const { node, bytes, used } of struck) {
          using line = openLine(cluster, node);
          const now = await readSettings(line, directives);
          if (now.maxmemory !== String(bytes) || now['maxmemory-policy'] !== policy || used <= bytes) return undefined;
          proofs.push(`${node.id} has maxmemory ${bytes} (${policy}), and used ${used} bytes`);
        }
        return proofs.join('; ');
      },
      // The limit first, for the same reason.
      heal: () =>
        set(({ before }) => ({
          maxmemory: before.maxmemory ?? '0',
          'maxmemory-policy': before['maxmemory-policy'] ?? 'noeviction',
        })),
    };
  },
};
