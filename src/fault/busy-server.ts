import { z } from 'zod';
import { monotonicMs } from '../clock/monotonic.js';
import type { CommandLine } from '../topology/topology.js';
import { formatDuration, parseDuration } from '../units/duration.js';
import { dataTargetRefusal, resolveDataTargets } from './data-target.js';
import type { FaultDefinition } from './fault.js';
import { checkedValue, durationOption } from './fields.js';
import { targetSchema } from './target.js';
import { openLine } from './tell.js';

const options = z.strictObject({
  target: targetSchema.default('primary'),
  for: durationOption(10, 4_500).default('2s').describe('About how long the script runs; on a busy machine longer.'),
});

/** Needs no clock: scripts see none (Redis 7.0 has no os.clock), or one that stands still while they run (TIME since 7.2). */
const busyLoop = 'for turn = 1, tonumber(ARGV[1]) do end return 1';
const probeTurns = 1_000_000;
const probes = 3;
/** The fastest of the probes may have been slower than the loop will be. */
const margin = 1.2;
/** So much longer a server may take that has to share its processor. */
const patience = 10;

/**
 * A server is busy with one long command and answers nobody meanwhile, as after KEYS * or a big DEL. A script does it on every
 * version and without a permission; DEBUG SLEEP has to be allowed since Redis 7.
 */
export const busyServer: FaultDefinition = {
  summary: 'A server is busy with one long script, and answers nobody until it has ended.',
  options,
  needsRelays: false,
  leavesZombie: true,
  refusal: (topology, given) => dataTargetRefusal(options.parse(given).target, topology),
  async inject(cluster, given, random) {
    const { target, for: lasts } = options.parse(given);
    const lastsMs = checkedValue(parseDuration(lasts));
    const targets = resolveDataTargets(target, cluster, random);
    const injectedAtMs = monotonicMs();
    const ended = Promise.allSettled(
      targets.map(async (node) => {
        using line = openLine(cluster, node, patience * lastsMs + 1_000);
        let turnMs = Number.POSITIVE_INFINITY;
        for (let probe = 0; probe < probes; probe += 1)
          turnMs = Math.min(turnMs, (await loopMs(line, probeTurns)) / probeTurns);
        return await loopMs(line, Math.ceil((margin * lastsMs) / turnMs));
      }),
    );
    return {
      targets,
      injectedAtMs,
      async prove() {
        const tookMs: number[] = [];
        for (const outcome of await ended) {
          // One that died meanwhile was busy until then, but nothing shows it.
          if (outcome.status === 'rejected') throw outcome.reason;
          tookMs.push(outcome.value);
        }
        if (tookMs.some((each) => each < lastsMs / 2)) return undefined;
        return targets
          .map(({ id }, index) => `${id} was busy for ${formatDuration(Math.round(tookMs[index] ?? 0))}`)
          .join(', ');
      },
      reportLoss: async () => null,
      heal: async () => void (await ended),
    };
  },
};

async function loopMs(line: CommandLine, turns: number): Promise<number> {
  const startMs = monotonicMs();
  await line.command(['EVAL', busyLoop, '0', String(turns)]);
  return monotonicMs() - startMs;
}
