import { z } from 'zod';
import type { ClusterNode } from '../topology/cluster.js';
import { promoted } from './fail-over.js';
import type { FaultDefinition } from './fault.js';
import { hostLoss } from './host-loss.js';
import { killProcess } from './kill-process.js';

const kills = { 'kill-process': killProcess, 'host-loss': hostLoss } as const satisfies Record<string, FaultDefinition>;

const options = z.strictObject({
  method: z
    .enum(['kill-process', 'host-loss'])
    .default('kill-process')
    .describe('How both die: only the process, or the host with the data in its links.'),
});

/**
 * A primary dies, and the node promoted in its place dies immediately as well. What the links discarded is reported for the
 * first.
 */
export const doubleFailover: FaultDefinition<typeof options> = {
  summary: 'A primary dies, and its successor dies as soon as it is promoted.',
  happened: '{target} {was|were} killed, and so was its successor after its promotion',
  options,
  needs: ['processes', 'promotes'],
  needsWith: ({ method }) => kills[method].needs,
  leavesZombie: false,
  refusal(topology) {
    return topology.replicas < 2
      ? `of ${topology.replicas} replicas, none is left for the second failover; it requires 2`
      : undefined;
  },
  async inject(cluster, { method }, random, surroundings) {
    const fault: FaultDefinition = kills[method];
    const first = await fault.inject(cluster, fault.options.parse({ target: 'primary' }), random, surroundings);
    const [old] = first.targets as readonly [ClusterNode];
    // The second is added when it is struck: recoveries and reports need both.
    const targets: ClusterNode[] = [old];
    const stop = new AbortController();
    const second = strikeAgain().catch((error: Error) => error);
    return {
      targets,
      injectedAtMs: first.injectedAtMs,
      async prove() {
        const again = await second;
        if (again instanceof Error) throw again;
        const proofs = [await first.prove(), await again?.prove()];
        const [one, other] = proofs;
        return one && other && `${old.id}: ${one}; its successor ${targets[1]?.id}: ${other}`;
      },
      ...(first.reportLoss && { reportLoss: first.reportLoss }),
      async heal() {
        stop.abort();
        const again = await second;
        if (!(again instanceof Error)) await again?.heal();
        await first.heal();
      },
    };

    async function strikeAgain() {
      const next = await promoted(cluster, old.shard ?? 0, old, stop.signal);
      if (next === undefined) return undefined;
      const options = fault.options.parse({ target: { node: next.id } });
      const injection = await fault.inject(cluster, options, random, surroundings);
      targets.push(next);
      return injection;
    }
  },
};
