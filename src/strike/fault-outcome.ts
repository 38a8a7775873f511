import type { FaultDefinition, Injection, Surroundings } from '../fault/fault.js';
import type { FaultChoice } from '../fault/fault-plan.js';
import { faultNamed } from '../fault/registry.js';
import type { ServiceEvent } from '../fault/service-events.js';
import { whatHappened } from '../fault/what-happened.js';
import type { HostLossReport } from '../link/relay-protocol.js';
import type { Recovery, Trigger } from '../model/scenario.js';
import type { Random } from '../random/random.js';
import type { InFlight } from '../record/sections/faults.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster } from '../topology/topology.js';
import type { StruckShards } from './fault-span.js';

/** What strikes, and what happens to its targets afterwards. */
export type FaultOrder = FaultChoice & { readonly recover: Recovery };

/** The results of one strike. Times are on the monotonic clock; null: never. */
export interface FaultOutcome extends StruckShards {
  readonly order: FaultOrder;
  readonly definition: FaultDefinition;
  readonly injection: Injection;
  /** A sentence without its full stop. */
  readonly what: string;
  readonly targetIds: readonly string[];
  readonly clientOperations: number;
  /** The primaries among its targets. */
  readonly primaries: readonly ClusterNode[];
  readonly replicationOffsets: InFlight['replicationOffsets'];
  proof: string | null;
  /** Whether the process of a primary had ended when the fault had proved its effect. */
  primaryDied: boolean;
  healedAtMs: number | null;
  joinedAtMs: number | null;
  /** By shard it hit: when redundancy was restored permanently; absent: it was not. */
  readonly redundantAtMs: Map<number, number>;
  /** When each awaitable event first occurred. */
  readonly reached: Map<Trigger, number>;
  /** What the links discarded, read at the end of the run. */
  loss: HostLossReport | null;
  /** What the service itself said, read at the end of the run. */
  serviceEvents: readonly ServiceEvent[];
}

/** What a fault strikes, and who was using it. */
interface StruckSite {
  readonly cluster: Cluster;
  readonly surroundings: Surroundings;
  readonly inFlight: () => number;
}

/** Strikes, and records the state of the cluster just before. Throws EnvironmentError if there is no target. */
export async function strike(
  order: FaultOrder,
  { cluster, surroundings, inFlight }: StruckSite,
  random: Random,
): Promise<FaultOutcome> {
  const definition = faultNamed(order.name);
  const shards = Array.from({ length: cluster.shardCount }, (_, shard) => shard);
  const primaries = shards.map((shard) => cluster.primaryOf(shard));
  const clientOperations = inFlight();
  const offsetsBefore = shards.map((shard) => offsets(cluster, shard));
  // Before the strike, because a killed node loses its role moments later.
  const rolesBefore = new Map(cluster.nodes.map(({ id, role }) => [id, role]));
  const injection = await definition.inject(cluster, order.options, random, surroundings);
  const struck = injection.targets.map(({ id, role, shard }) => ({ id, role: rolesBefore.get(id) ?? role, shard }));
  const { beside } = injection;
  const struckPrimaries = injection.targets.filter((node) => primaries.includes(node));
  return {
    order,
    definition,
    injection,
    what: whatHappened(definition.happened, struck, cluster.shardCount),
    injectedAtMs: injection.injectedAtMs,
    // Every shard depends on what is beside the nodes.
    shards: beside === undefined ? shardsOf(injection.targets) : shards,
    // A fault may add targets after it has struck.
    get targetIds() {
      return beside ?? injection.targets.map(({ id }) => id);
    },
    primaryShards: shardsOf(struckPrimaries),
    primaries: struckPrimaries,
    clientOperations,
    // For one shard: that of the first target.
    replicationOffsets: offsetsBefore[injection.targets[0]?.shard ?? 0] ?? null,
    proof: null,
    primaryDied: false,
    healedAtMs: null,
    joinedAtMs: null,
    redundantAtMs: new Map(),
    reached: new Map(),
    loss: null,
    serviceEvents: [],
  };
}

function shardsOf(nodes: readonly ClusterNode[]): readonly number[] {
  return [...new Set(nodes.flatMap(({ shard }) => shard ?? []))].sort((left, right) => left - right);
}

function offsets(cluster: Cluster, shard: number): InFlight['replicationOffsets'] {
  const primary = cluster.primaryOf(shard);
  if (primary === undefined) return null;
  const replicas = cluster.replicasOf(shard).map((node) => [node.id, offsetOf(cluster, node)] as const);
  return { primary: offsetOf(cluster, primary), replicas: Object.fromEntries(replicas) };
}

/** Null also if a server returns something other than a number. */
function offsetOf(cluster: Cluster, node: ClusterNode): number | null {
  return cluster.replicationOf(node)?.offset ?? null;
}
