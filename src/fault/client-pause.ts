import { z } from 'zod';
import { monotonicMs } from '../clock/monotonic.js';
import { waitFor } from '../clock/wait.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster } from '../topology/topology.js';
import { durationInProse, durationMs } from '../units/duration.js';
import { durationField } from '../units/fields.js';
import { dataTargetRefusal, resolveDataTargets } from './data-target.js';
import type { FaultDefinition } from './fault.js';
import { sendCommand } from './send-command.js';
import { targetSchema } from './target.js';

/** A request unanswered for this long counts as blocked; for shorter pauses, half the pause. */
const silenceMs = 250;
const answerLimits = { timeoutMs: 5_000, pollMs: 10 };

const options = z.strictObject({
  target: targetSchema.default('primary'),
  mode: z.enum(['write', 'all']).default('write').describe('What is paused: writes (Redis 6.2), or every command.'),
  for: durationField(100, 600_000)
    .default('3s')
    .describe('Maximum duration. Healing ends a pause of writes early; a pause of all commands can only expire.'),
});

/**
 * A server holds back its clients' commands (CLIENT PAUSE) and answers them after the pause. Sentinels wait as well, and
 * fail over.
 */
export const clientPause: FaultDefinition<typeof options> = {
  summary: 'A server holds back its clients: CLIENT PAUSE for writes, or for all commands.',
  happened: '{target} paused {its|their} clients',
  options,
  needs: ['processes', 'commands'],
  leavesZombie: true,
  withholdsReplies: true,
  refusal: (topology, { target }) => dataTargetRefusal(target, topology),
  async inject(cluster, { target, mode, for: lasts }, random) {
    const lastsMs = durationMs(lasts);
    const targets = resolveDataTargets(target, cluster, random);
    const injectedAtMs = monotonicMs();
    const words = ['CLIENT', 'PAUSE', String(Math.round(lastsMs)), ...(mode === 'write' ? ['WRITE'] : [])];
    await Promise.all(targets.map((node) => sendCommand(cluster, node, words)));
    const endMs = monotonicMs() + lastsMs;
    return {
      targets,
      injectedAtMs,
      async prove() {
        const waitMs = Math.min(silenceMs, lastsMs / 2);
        const silent = await Promise.all(targets.map((node) => staysSilent(cluster, node, waitMs)));
        if (!silent.every(Boolean)) return undefined;
        const what = mode === 'write' ? 'commands that may write' : 'every command';
        const names = targets.map(({ id }) => id).join(', ');
        return `${names}: ${what} paused for at most ${durationInProse(lastsMs)} (no reply within ${durationInProse(waitMs)})`;
      },
      heal: async () => void (await Promise.all(targets.map((node) => unpause(cluster, node, mode, endMs)))),
    };
  },
};

/** A script counts as a write, needs no key, and changes nothing. */
async function staysSilent(cluster: Cluster, node: ClusterNode, waitMs: number): Promise<boolean> {
  using line = cluster.data.openLine(node, waitMs);
  return await line.command(['EVAL', 'return 1', '0']).then(
    () => false,
    (error: Error) => /timed? ?out/i.test(error.message),
  );
}

/** A server that holds everything back also holds back CLIENT UNPAUSE, so the end of the pause is awaited. */
async function unpause(cluster: Cluster, node: ClusterNode, mode: 'write' | 'all', endMs: number): Promise<void> {
  if (!node.running) return;
  if (mode === 'write') return void (await sendCommand(cluster, node, ['CLIENT', 'UNPAUSE']));
  const answers = () => sendCommand(cluster, node, ['PING']).catch(() => undefined);
  const leftMs = Math.max(0, endMs - monotonicMs());
  await waitFor(answers, { ...answerLimits, timeoutMs: leftMs + answerLimits.timeoutMs });
}
