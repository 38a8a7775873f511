import { z } from 'zod';
import { EnvironmentError } from '../errors/errors.js';
import type { TopologyPlan } from '../model/scenario.js';
import type { Random } from '../random/random.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster } from '../topology/topology.js';

/** Which node a fault strikes: a word that is resolved when it strikes, or a node by its name. */
export const targetSchema = z
  .union([
    z.enum(['primary', 'replica']),
    z.strictObject({ node: z.string().min(1).describe('A node by its name, such as n2 or s1.') }),
  ])
  .describe('Which node is struck; looked for at the moment of the injection.');
export type Target = z.infer<typeof targetSchema>;

/** Why a topology has no such target; undefined when it has. */
export function targetRefusal(target: Target, topology: TopologyPlan): string | undefined {
  if (target === 'replica' && topology.replicas === 0) return 'target replica: the topology has no replicas';
  if (typeof target === 'object' && !plannedNodes(topology).includes(target.node))
    return `target node ${target.node}: there is no such node; there are ${plannedNodes(topology).join(', ')}`;
  return undefined;
}

/** The node that is meant, at this moment. Throws EnvironmentError when there is none. */
export function resolveTarget(target: Target, cluster: Cluster, random: Random): ClusterNode {
  const found = candidates(target, cluster);
  const node = found[random.below(found.length)];
  if (node === undefined)
    throw new EnvironmentError(
      `The fault found no ${typeof target === 'object' ? `running node ${target.node}` : target} to strike.`,
    );
  return node;
}

function candidates(target: Target, cluster: Cluster): readonly ClusterNode[] {
  if (typeof target === 'object')
    return cluster.nodes.filter((node) => node.id === target.node && node.process.running);
  const shards = Array.from({ length: cluster.shardCount }, (_, shard) => shard);
  return target === 'primary'
    ? shards.flatMap((shard) => cluster.primaryOf(shard) ?? [])
    : shards.flatMap((shard) => cluster.replicasOf(shard));
}

function plannedNodes({ kind, shards, replicas, sentinel }: TopologyPlan): string[] {
  const count = (total: number, prefix: string) => Array.from({ length: total }, (_, index) => `${prefix}${index + 1}`);
  return [...count(shards * (1 + replicas), 'n'), ...count(kind === 'sentinel' ? sentinel.count : 0, 's')];
}
