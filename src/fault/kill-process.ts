import { z } from 'zod';
import type { FaultDefinition } from './fault.js';
import { killNodes } from './kill-nodes.js';
import { resolveTargets, targetRefusal, targetSchema } from './target.js';

const options = z.strictObject({
  target: targetSchema.default('primary'),
  signal: z
    .enum(['SIGKILL', 'SIGTERM', 'SIGSEGV', 'SIGABRT'])
    .default('SIGKILL')
    .describe('The signal that kills the process.'),
});

/** A process dies but its host survives: the kernel still delivers what the process had written, and closes its sockets. */
export const killProcess: FaultDefinition<typeof options> = {
  summary: "A node's process is killed; its host survives, and the kernel still delivers what the process had written.",
  happened: 'The {process|processes} of {target} {was|were} killed',
  options,
  needs: ['processes'],
  leavesZombie: false,
  refusal: (topology, { target }) => targetRefusal(target, topology),
  async inject(cluster, { target, signal }, random) {
    return killNodes(resolveTargets(target, cluster, random), signal);
  },
};
