import { z } from 'zod';
import { monotonicMs } from '../clock/monotonic.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { CommandLine } from '../topology/data-access.js';
import { parseInfo } from '../topology/replication-info.js';
import type { Cluster } from '../topology/topology.js';
import { durationInProse, durationMs } from '../units/duration.js';
import { durationField } from '../units/fields.js';
import { dataTargetRefusal, resolveDataTargets } from './data-target.js';
import type { FaultDefinition } from './fault.js';
import { openLine } from './send-command.js';
import { targetSchema } from './target.js';

const options = z.strictObject({
  target: targetSchema.default('primary'),
  for: durationField(10, 4_500).default('2s').describe('Approximate run time of the script; longer on a busy machine.'),
});

/**
 * Does not use a clock: scripts have none (Redis 7.0 lacks os.clock), or one that is frozen while they run (TIME since
 * 7.2).
 */
const busyLoop = 'for turn = 1, tonumber(ARGV[1]) do end return 1';
const probeTurns = 1_000_000;
const probes = 5;
/** Even the fastest probe may have been slower than the loop will be. */
const margin = 1.2;
/** Minimum share of `for` that an echo must wait: it is sent slightly after the script has begun. */
const provenShare = 0.9;
/** How many times longer it may take on a shared processor. */
const patience = 10;

/**
 * A server is busy with one long command and answers nobody meanwhile, as after KEYS * or a big DEL. A script does this on
 * every version without special permission; DEBUG SLEEP must be enabled explicitly since Redis 7.
 */
export const busyServer: FaultDefinition<typeof options> = {
  summary: 'A server runs one long script and answers no client until it ends.',
  happened: '{target} {was|were} blocked by a long script',
  options,
  needs: ['processes', 'commands'],
  leavesZombie: true,
  withholdsReplies: true,
  refusal: (topology, { target }) => dataTargetRefusal(target, topology),
  async inject(cluster, { target, for: lasts }, random) {
    const lastsMs = durationMs(lasts);
    const targets = resolveDataTargets(target, cluster, random);
    const injectedAtMs = monotonicMs();
    const ended = Promise.allSettled(targets.map((node) => keepBusy(cluster, node, lastsMs)));
    return {
      targets,
      injectedAtMs,
      async prove() {
        const waitedMs: number[] = [];
        for (const outcome of await ended) {
          // A server that died meanwhile was busy until then, but nothing proves it.
          if (outcome.status === 'rejected') throw outcome.reason;
          waitedMs.push(outcome.value);
        }
        if (waitedMs.some((each) => each < provenShare * lastsMs)) return undefined;
        return targets
          .map(({ id }, index) => `${id} delayed an echo by ${durationInProse(Math.round(waitedMs[index] ?? 0))}`)
          .join(', ');
      },
      heal: async () => void (await ended),
    };
  },
};

/** Runs the script, and returns the longest time that an echo on another connection had to wait meanwhile. */
async function keepBusy(cluster: Cluster, node: ClusterNode, lastsMs: number): Promise<number> {
  const answerTimeoutMs = patience * lastsMs + 1_000;
  using line = openLine(cluster, node, answerTimeoutMs);
  using echoes = openLine(cluster, node, answerTimeoutMs);
  await echoes.command(['PING']);
  const turns = Math.ceil((margin * lastsMs) / (await turnCpuMs(line)));
  let hasEnded = false;
  const script = line.command(['EVAL', busyLoop, '0', String(turns)]).finally(() => {
    hasEnded = true;
  });
  const [longestMs] = await Promise.all([longestEchoMs(echoes, () => hasEnded), script]);
  return longestMs;
}

/** CPU time per loop turn on the server. Wall-clock time would be misleading on a machine whose load varies. */
async function turnCpuMs(line: CommandLine): Promise<number> {
  let fastestMs = Number.POSITIVE_INFINITY;
  for (let probe = 0; probe < probes; probe += 1) {
    const beforeMs = await cpuMs(line);
    await line.command(['EVAL', busyLoop, '0', String(probeTurns)]);
    fastestMs = Math.min(fastestMs, (await cpuMs(line)) - beforeMs);
  }
  return fastestMs / probeTurns;
}

async function cpuMs(line: CommandLine): Promise<number> {
  const fields = parseInfo(String(await line.command(['INFO', 'cpu'])));
  const seconds = (name: string) => Number(fields.get(`${name}_main_thread`) ?? fields.get(name));
  return 1_000 * (seconds('used_cpu_user') + seconds('used_cpu_sys'));
}

/** The first echo may overtake the script, so echoes are sent one after another until it ends. */
async function longestEchoMs(line: CommandLine, hasEnded: () => boolean): Promise<number> {
  let longestMs = 0;
  while (!hasEnded()) {
    const startMs = monotonicMs();
    // After 5 s (busy-reply-threshold), the answer is BUSY for as long as the script runs.
    const isAnswered = await line.command(['PING']).then(
      () => true,
      () => false,
    );
    longestMs = Math.max(longestMs, monotonicMs() - startMs);
    if (!isAnswered) break;
  }
  return longestMs;
}
