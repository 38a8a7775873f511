import { z } from 'zod';
import { EnvironmentError } from '../errors/errors.js';
import { type LinkSelection, linkDirections } from '../link/link-rule.js';
import type { Network } from '../link/network.js';
import { clientsEnd, type LinkEnd } from '../link/relay.js';
import type { Random } from '../random/random.js';
import { can, lackOf } from '../topology/can.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster } from '../topology/topology.js';
import type { TopologyPlan } from '../topology/topology-plan.js';
import { resolveTargets, type Target, targetRefusal, targetSchema } from './target.js';

/** One side of a fault between two groups: any target, all sentinels, or the clients. */
const groupSchema = z.union([z.enum(['clients', 'sentinels']), targetSchema]);
type Group = z.infer<typeof groupSchema>;

/** What a target is separated from. */
const surroundings = ['everything', 'peers', 'clients'] as const;

/** The options that select links. */
export const linkOptions = {
  target: targetSchema.default('primary'),
  from: z
    .enum(surroundings)
    .default('everything')
    .describe('Which links of the target: all, those to other nodes and sentinels, or those to clients.'),
  between: z
    .tuple([groupSchema, groupSchema])
    .optional()
    .describe('The two groups whose links are affected, instead of a target: targets, sentinels, or clients.'),
  direction: z
    .enum(linkDirections)
    .default('both')
    .describe('Direction: what is sent to the target (or the first group), what it sends, or both.'),
} as const;

interface LinkTarget {
  readonly target: Target;
  readonly from: (typeof surroundings)[number];
  readonly between?: readonly [Group, Group] | undefined;
  readonly direction: LinkSelection['direction'];
}

/** Why a topology has no such links; undefined if it has. */
export function linksRefusal({ target, from, between }: LinkTarget, topology: TopologyPlan): string | undefined {
  if (between === undefined && from === 'peers' && !hasPeers(topology))
    return `from: peers: in topology ${topology.kind}, nodes do not connect to each other; set from: clients`;
  for (const group of between ?? [target]) {
    if (group === 'clients') continue;
    const refusal = group === 'sentinels' ? sentinelsRefusal(topology) : targetRefusal(group, topology);
    if (refusal !== undefined) return refusal;
  }
  return between?.every((group) => group === 'clients') ? 'there are no links between clients and clients' : undefined;
}

function sentinelsRefusal(topology: TopologyPlan): string | undefined {
  const lack = lackOf(topology, ['sentinels']);
  return lack && `group sentinels: ${lack}`;
}

function hasPeers(topology: TopologyPlan): boolean {
  return topology.replicas > 0 || can(topology, 'sentinels') || can(topology, 'slots');
}

/** The nodes and links that the options select at this moment. Throws EnvironmentError if there are none, or no relays. */
export function resolveLinks(
  { target, from, between, direction }: LinkTarget,
  cluster: Cluster,
  random: Random,
  faultName: string,
) {
  const { network } = cluster;
  if (network === null) throw new EnvironmentError(`${faultName} needs relays, and this cluster has none.`);
  if (between === undefined) {
    const targets = resolveTargets(target, cluster, random);
    const second = from === 'clients' ? [clientsEnd] : from === 'peers' ? ('peers' as const) : ('others' as const);
    const first = from === 'clients' ? ids(targets) : [...ids(targets), ...clientsIn(target, network)];
    return { network, targets, links: { between: [first, second], direction, kinds: null } as LinkSelection };
  }
  const [first, second] = between.map((group) => nodesOf(group, cluster, random)) as [ClusterNode[], ClusterNode[]];
  const common = first.find((node) => second.includes(node));
  if (common !== undefined)
    throw new EnvironmentError(`${faultName}: ${common.id} is in both groups, and a node has no link to itself.`);
  const ends = between.map((group, index) => {
    if (group === 'clients') return [clientsEnd];
    const clients = between.includes('clients') ? [] : clientsIn(group, network);
    return [...ids(index === 0 ? first : second), ...clients];
  });
  const links = { between: [ends[0] ?? [], ends[1] ?? []], direction, kinds: null } satisfies LinkSelection;
  return { network, targets: [...first, ...second], links: links as LinkSelection };
}

function nodesOf(group: Group, cluster: Cluster, random: Random): readonly ClusterNode[] {
  if (group === 'clients') return [];
  if (group !== 'sentinels') return resolveTargets(group, cluster, random);
  return cluster.nodes.filter(({ role, running }) => role === 'sentinel' && running);
}

/** Clients located in a zone belong to that zone. */
function clientsIn(group: Group, { clientsZone }: Network): readonly LinkEnd[] {
  return typeof group === 'object' && 'zone' in group && group.zone === clientsZone ? [clientsEnd] : [];
}

function ids(nodes: readonly ClusterNode[]): readonly LinkEnd[] {
  return nodes.map(({ id }) => id);
}
