import { z } from 'zod';
import type { FaultDefinition } from './fault.js';
import { killNodes } from './kill-nodes.js';
import { resolveTargets, targetRefusal, targetSchema } from './target.js';

const options = z.strictObject({
  target: targetSchema.default('primary'),
  signal: z
    .enum(['SIGKILL', 'SIGTERM', 'SIGSEGV', 'SIGABRT'])
    .default('SIGKILL')
    .describe('What the process is killed with.'),
});

/** A process dies but its host survives: the kernel still delivers what the process had written, and closes its sockets. */
export const killProcess: FaultDefinition = {
  summary: 'The process of a node is killed; its host lives, and the kernel still delivers what was written.',
  happened: 'The {process|processes} of {target} {was|were} killed',
  options,
  needs: ['processes'],
  leavesZombie: false,
  refusal: (topology, given) => targetRefusal(options.parse(given).target, topology),
  async inject(cluster, given, random) {
    const { target, signal } = options.parse(given);
    return killNodes(resolveTargets(target, cluster, random), signal);
  },
};
