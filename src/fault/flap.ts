import { z } from 'zod';
import { monotonicMs } from '../clock/monotonic.js';
import { pause } from '../clock/wait.js';
import { durationInProse, durationMs } from '../units/duration.js';
import { durationField } from '../units/fields.js';
import type { FaultDefinition } from './fault.js';
import { areStopped, processNames, processOf } from './process-of.js';
import { resolveTargets, targetRefusal, targetSchema } from './target.js';

const options = z.strictObject({
  target: targetSchema.default('primary'),
  down: durationField(10, 600_000).default('500ms').describe('Length of each hang.'),
  up: durationField(10, 600_000).default('500ms').describe('Time between hangs.'),
  cycles: z.int().min(1).max(10_000).default(5).describe('Number of hangs; healing ends them early.'),
});

/** A process hangs and resumes repeatedly: each pause is shorter than detection, so it ruins tail latency without a failover. */
export const flap: FaultDefinition<typeof options> = {
  summary: 'A process repeatedly hangs and resumes (SIGSTOP, SIGCONT).',
  happened: '{target} began to hang and resume repeatedly',
  options,
  needs: ['processes'],
  leavesZombie: true,
  withholdsReplies: true,
  refusal: (topology, { target }) => targetRefusal(target, topology),
  async inject(cluster, { target, down, up, cycles }, random) {
    const targets = resolveTargets(target, cluster, random);
    const processes = targets.map(processOf);
    const downMs = durationMs(down);
    const upMs = durationMs(up);
    const stop = new AbortController();
    const send = (signal: NodeJS.Signals) => {
      for (const process of processes) process.signal(signal);
    };
    const injectedAtMs = monotonicMs();
    send('SIGSTOP');
    const flapping = goOn();
    return {
      targets,
      injectedAtMs,
      async prove() {
        // A later round proves just as much as the first.
        if (!(await areStopped(processes, downMs + upMs))) return undefined;
        return `${processNames(targets)} paused for ${durationInProse(downMs)}, up to ${cycles} times`;
      },
      async heal() {
        stop.abort();
        await flapping;
      },
    };

    async function goOn(): Promise<void> {
      for (let cycle = 1; cycle <= cycles; cycle += 1) {
        await pause(downMs, stop.signal);
        send('SIGCONT');
        if (stop.signal.aborted || cycle === cycles) return;
        await pause(upMs, stop.signal);
        if (stop.signal.aborted) return;
        send('SIGSTOP');
      }
    }
  },
};
