import { z } from 'zod';
import { EnvironmentError } from '../errors/errors.js';
import type { Random } from '../random/random.js';
import { can, lackOf, sentinelsOf } from '../topology/can.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster } from '../topology/topology.js';
import type { TopologyPlan } from '../topology/topology-plan.js';

const targetWords = [
  'primary',
  'every-primary',
  'replica',
  'every-replica',
  'sentinel',
  'minority',
  'majority',
  'every-node',
] as const;

/** The nodes a fault strikes: a word resolved when it strikes, a node by name, or all nodes of a zone. */
export const targetSchema = z
  .union([
    z.enum(targetWords),
    z.strictObject({ node: z.string().min(1).describe('A node by name, such as n2 or s1.') }),
    z.strictObject({ zone: z.string().min(1).describe('All nodes of a zone, such as az-1.') }),
  ])
  .describe(
    'Which nodes, selected at the moment of injection. minority and majority refer to the voters in a failover: the sentinels, or the primaries of a cluster.',
  );
export type Target = z.infer<typeof targetSchema>;

/** Why a topology has no such target; undefined if it has. */
export function targetRefusal(target: Target, topology: TopologyPlan): string | undefined {
  const { kind, replicas, shards, zones } = topology;
  const sentinelLack = lackOf(topology, ['sentinels']);
  if (typeof target === 'object' && 'node' in target) {
    const names = plannedNodes(topology);
    return names.includes(target.node)
      ? undefined
      : `target node ${target.node}: there is no such node; nodes: ${names.join(', ')}`;
  }
  if (typeof target === 'object') {
    const names = Array.from({ length: zones }, (_, zone) => `az-${zone + 1}`);
    return names.includes(target.zone)
      ? undefined
      : `target zone ${target.zone}: there is no such zone; zones: ${names.join(', ')}`;
  }
  switch (target) {
    case 'replica':
    case 'every-replica':
      return replicas === 0 ? `target ${target}: the topology has no replicas` : undefined;
    case 'sentinel':
      return sentinelLack && `target sentinel: ${sentinelLack}`;
    case 'minority':
    case 'majority':
      if (!can(topology, 'elects')) return `target ${target}: topology ${kind} has no voters`;
      return sentinelLack && target === 'minority' && shards < 3
        ? `target minority: ${shards} primaries are too few to lose one; it requires 3`
        : undefined;
    default:
      return undefined;
  }
}

/** The selected node at this moment, drawn at random among several. Throws EnvironmentError if there is none. */
export function resolveTarget(target: Target, cluster: Cluster, random: Random): ClusterNode {
  const found = candidates(target, cluster);
  const node = found[random.below(found.length)];
  if (node === undefined) throw nothingToStrike(target);
  return node;
}

/** All selected nodes at this moment; a single one if the word names one. Throws EnvironmentError if there is none. */
export function resolveTargets(target: Target, cluster: Cluster, random: Random): readonly ClusterNode[] {
  const isOne = target === 'primary' || target === 'replica' || target === 'sentinel';
  if (isOne) return [resolveTarget(target, cluster, random)];
  const found = candidates(target, cluster);
  if (found.length === 0) throw nothingToStrike(target);
  if (target !== 'minority' && target !== 'majority') return found;
  const majority = Math.floor(found.length / 2) + 1;
  return drawn(found, target === 'majority' ? majority : found.length - majority, random);
}

function candidates(target: Target, cluster: Cluster): readonly ClusterNode[] {
  // Nodes are listed in start order, which varies: the same seed must draw the same ones.
  const running = cluster.nodes
    .filter((node) => node.running)
    .sort((one, other) => one.id.localeCompare(other.id, 'en', { numeric: true }));
  if (typeof target === 'object')
    return running.filter((node) => ('node' in target ? node.id === target.node : node.zone === target.zone));
  const shards = Array.from({ length: cluster.shardCount }, (_, shard) => shard);
  const primaries = () => shards.flatMap((shard) => cluster.primaryOf(shard) ?? []);
  const sentinels = running.filter(({ role }) => role === 'sentinel');
  switch (target) {
    case 'primary':
    case 'every-primary':
      return primaries();
    case 'replica':
    case 'every-replica':
      return shards.flatMap((shard) => cluster.replicasOf(shard));
    case 'sentinel':
      return sentinels;
    case 'minority':
    case 'majority':
      return sentinels.length > 0 ? sentinels : primaries();
    case 'every-node':
      return running;
    default:
      return target satisfies never;
  }
}

/** Draws this many of them without repetition. */
function drawn(nodes: readonly ClusterNode[], count: number, random: Random): readonly ClusterNode[] {
  const left = [...nodes];
  return Array.from({ length: count }, () => left.splice(random.below(left.length), 1)).flat();
}

function nothingToStrike(target: Target): EnvironmentError {
  const wanted =
    typeof target !== 'object' ? target : 'node' in target ? `node ${target.node}` : `node in ${target.zone}`;
  return new EnvironmentError(`The fault found no running ${wanted}.`);
}

function plannedNodes(topology: TopologyPlan): string[] {
  const count = (total: number, prefix: string) => Array.from({ length: total }, (_, index) => `${prefix}${index + 1}`);
  return [...count(topology.shards * (1 + topology.replicas), 'n'), ...count(sentinelsOf(topology), 's')];
}
