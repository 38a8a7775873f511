import { z } from 'zod';
import { monotonicMs } from '../clock/monotonic.js';
import { waitFor } from '../clock/wait.js';
import { EnvironmentError } from '../errors/errors.js';
import { traitsOf } from '../model/client-view.js';
import type { Random } from '../random/random.js';
import type { Ability } from '../topology/abilities.js';
import { can, lackOf } from '../topology/can.js';
import type { ClusterNode } from '../topology/cluster.js';
import { type FailoverMethod, failoverMethods } from '../topology/failover-method.js';
import type { Cluster } from '../topology/topology.js';
import type { TopologyPlan } from '../topology/topology-plan.js';
import { dataTargetRefusal, resolveDataTargets } from './data-target.js';
import { type FailoverOrder, orderFailover, promoted, takeovers, usualMethod } from './fail-over.js';
import type { FaultDefinition } from './fault.js';
import { targetSchema } from './target.js';

const syncLimits = { timeoutMs: 30_000, pollMs: 10 };

const options = z.strictObject({
  target: targetSchema.default('primary').describe('Which primaries hand over: primary, every-primary, or a node.'),
  method: z
    .enum(['auto', ...failoverMethods])
    .default('auto')
    .describe(
      'Which node gets the request: the primary (FAILOVER), a replica (CLUSTER FAILOVER), or a sentinel (SENTINEL FAILOVER); auto: the usual one for the topology.',
    ),
  mode: z
    .enum(takeovers)
    .default('default')
    .describe('With cluster: agree: the primary takes part; force: without the primary; takeover: without a vote.'),
});
type Options = z.infer<typeof options>;

/** A primary hands over to a replica on request: maintenance, or a failover test. */
export const plannedFailover: FaultDefinition<typeof options> = {
  summary: 'A primary hands over to a replica on request: FAILOVER, CLUSTER FAILOVER or SENTINEL FAILOVER.',
  happened: '{target} {was|were} asked to hand over to a replica',
  options,
  needs: ['commands', 'replicates'],
  leavesZombie: true,
  refusal: (topology, given) => refusalOf(given, topology),
  async inject(cluster, { target, method, mode }, random) {
    const order = { method: method === 'auto' ? usualMethod(cluster) : method, mode };
    const targets = resolveDataTargets(target, cluster, random);
    const pairs = targets.map((primary) => ({ primary, replica: replicaFor(primary, cluster, random) }));
    const injectedAtMs = monotonicMs();
    await Promise.all(pairs.map(({ primary, replica }) => orderFailover(cluster, primary, replica, order)));
    return {
      targets,
      injectedAtMs,
      async prove() {
        const next = await Promise.all(targets.map((node) => promoted(cluster, node.shard ?? 0, node)));
        if (next.some((node) => node === undefined)) return undefined;
        return targets.map(({ id }, index) => `${next[index]?.id} replaced ${id} as primary`).join(', ');
      },
      heal: async () => void (await Promise.all(targets.map((node) => failBack(cluster, node, order)))),
    };
  },
};

function refusalOf({ target, method, mode }: Options, topology: TopologyPlan): string | undefined {
  const refused = dataTargetRefusal(target, topology);
  if (refused !== undefined) return refused;
  if (target === 'replica' || target === 'every-replica') return `target ${target}: a replica can't hand over`;
  // Only a target's servers know its topology.
  const isOurs = can(topology, 'processes');
  if (isOurs && topology.replicas === 0) return 'there are no replicas to hand over to';
  const lack = isOurs && method !== 'auto' ? lackOf(topology, methodNeeds[method]) : undefined;
  if (lack !== undefined) return `method ${method}: ${lack}`;
  const noCluster = lackOf(topology, ['slots']);
  if (noCluster === undefined && method === 'failover') return 'method failover: members of a cluster refuse FAILOVER';
  return noCluster && mode !== 'default' ? `mode ${mode}: ${noCluster}` : undefined;
}

const methodNeeds = {
  failover: [],
  cluster: ['slots'],
  sentinel: ['sentinels'],
} as const satisfies Readonly<Record<FailoverMethod, readonly Ability[]>>;

function replicaFor(primary: ClusterNode, cluster: Cluster, random: Random): ClusterNode {
  const shard = primary.shard ?? 0;
  const replicas = cluster.replicasOf(shard).filter((node) => node !== primary && cluster.isAttached(node));
  const replica = replicas[random.below(replicas.length)];
  if (cluster.primaryOf(shard) !== primary)
    throw new EnvironmentError(`${primary.id} is not a primary that could hand over.`);
  if (replica === undefined) throw new EnvironmentError(`${primary.id} has no replica in sync to hand over to.`);
  return replica;
}

/**
 * If clients know only one address, the node behind it becomes primary again; otherwise clients follow, and nothing is
 * needed.
 */
async function failBack(cluster: Cluster, old: ClusterNode, order: FailoverOrder): Promise<void> {
  const current = cluster.primaryOf(old.shard ?? 0);
  if (traitsOf(cluster.clientView).followsPromotions || current === undefined || current === old) return;
  if (!old.running) return;
  // It may still be catching up, and a replica that is not online is refused.
  await waitFor(() => cluster.isAttached(old) || undefined, syncLimits);
  await orderFailover(cluster, current, old, order);
  await promoted(cluster, old.shard ?? 0, current);
}
