import type { EngineBinary } from '../engine/server-process.js';
import type { Watchdog } from '../engine/watchdog.js';
import type { Network } from '../link/network.js';
import type { ClientView } from '../model/client-view.js';
import type { EngineName, NodeDescription } from '../model/node.js';
import type { Ability } from './abilities.js';
import type { ClusterEvent, ClusterNode, LaunchedNode } from './cluster.js';
import type { DataAccess } from './data-access.js';
import type { FailoverMethod } from './failover-method.js';
import type { NodesPlan } from './nodes-plan.js';
import type { OwnOptions } from './own-options.js';
import type { ReplicationInfo } from './replication-info.js';
import type { NodeSecurity } from './security/node-security.js';
import type { StartingScenario } from './starting-texts.js';

/** One cluster layout that we can launch. */
export interface TopologyDefinition<Own extends object = object> {
  readonly summary: string;
  readonly engines: readonly EngineName[];
  /** The keys of `topology` in a scenario that it adds to those of every topology; absent: none. */
  readonly options?: OwnOptions<Own>;
  /** Scenario defaults for this topology, replacing the schema's own. */
  readonly defaults?: ScenarioDefaults;
  readonly startingScenario: StartingScenario;
  /** A shipped scenario that has it; absent: none does. */
  readonly drill?: string;
  /** What its servers can do, at least with some plans. */
  readonly can: readonly Ability[];
  /** What the planned servers can do; absent: all of the above. */
  abilitiesOf?(plan: NodesPlan & Own): readonly Ability[];
  /** Number of sentinels, which run beside the data nodes; absent: none. */
  sentinels?(plan: NodesPlan & Own): number;
  /** Why this plan can't be launched (too few zones, no replica, ...); undefined if it can. */
  refusal(plan: NodesPlan & Own): string | undefined;
  start(plan: NodesPlan & Own, context: StartContext): Promise<LaunchedCluster>;
  /** What a user of this server and workload should know; undefined: nothing. */
  warning?(plan: NodesPlan & Own, workload: PipelinedValues, binary: EngineBinary): Warning | undefined;
}

export interface Warning {
  readonly code: string;
  readonly message: string;
}

/** The parts of a workload that make requests long. */
export interface PipelinedValues {
  /** Maximum operations in flight per connection. */
  readonly pipeline: number;
  /** Size of the largest value. */
  readonly valueBytes: number;
}

/** By section of the scenario. */
export interface ScenarioDefaults {
  readonly topology?: Readonly<Partial<Pick<NodesPlan, 'engine' | 'replicas' | 'shards' | 'zones'>>>;
  /** If the schema's own default does not support these servers. */
  readonly workload?: { readonly driver: string };
}

export interface StartContext {
  readonly binary: EngineBinary;
  /** An empty folder for this cluster, with one subfolder per node. */
  readonly folder: string;
  readonly watchdog: Watchdog;
  /** Whether clients use relays as well; peers then always do. */
  readonly clientRelays: boolean;
  /** The clients' zone; absent or null: none. */
  readonly clientsZone?: string | null;
  /** Marks our keys and values, for the replication taps. */
  readonly runTag: string;
  /** Receives events from the start. */
  readonly onEvent: (event: ClusterEvent) => void;
  readonly signal: AbortSignal;
}

/** An existing deployment that others may use: we attach to it and start nothing. */
export interface TargetTopology<Own extends object = object>
  extends Omit<TopologyDefinition<Own>, 'start' | 'warning'> {
  /** Further defaults that the URL of the target determines. */
  defaultsOf(target: string): ScenarioDefaults;
  attach(plan: NodesPlan & Own, context: AttachContext): Promise<Target>;
}

export interface AttachContext {
  /** Alternative to a password in the URL, which every user of this machine can read; null: none. */
  readonly password: string | null;
  readonly onEvent: (event: ClusterEvent) => void;
  readonly signal: AbortSignal;
}

/** A cluster that was already running. Disposing it closes our connections and leaves the servers alone. */
export interface Target extends Cluster {
  /** The server's own identification; `path` is its URL without secrets. Null: it is no cache. */
  readonly server: { readonly engine: EngineName; readonly version: string; readonly path: string } | null;
  /** What the user should know before the run, such as figures that this user may not see. */
  readonly warnings: readonly Warning[];
  readonly data: TargetData;
}

/** Access to our data on servers that also hold other data. */
export interface TargetData extends DataAccess {
  /**
   * Removes keys; missing ones are no error. Returns those that could not be removed, each with the reason. Throws if the
   * node refuses all, or does not answer.
   */
  remove(node: ClusterNode, keys: readonly string[]): Promise<readonly KeptKey[]>;
}

/** A key that could not be removed, and why. */
export interface KeptKey {
  readonly name: string;
  readonly reason: string;
}

/** How dead nodes come back, on clusters of our own processes. */
export interface Repair {
  /**
   * Starts a new node in the zone of a dead one, as a replica of the shard's current primary; without replication, an empty
   * one at the dead one's address.
   */
  replace(dead: ClusterNode): Promise<ClusterNode>;
  /** Restarts a dead node at its address. */
  restart(dead: ClusterNode, options?: RestartOptions): Promise<void>;
}

export interface RestartOptions {
  /** Without its data. */
  readonly empty?: boolean;
  /** A different server binary, used from now on; absent: the same. */
  readonly binary?: EngineBinary;
}

/** A running cluster. Disposing it stops every process and relay of ours, in reverse order. */
export interface Cluster extends Partial<Repair>, AsyncDisposable {
  /** All nodes that run or ran, including replacements. */
  readonly nodes: readonly ClusterNode[];
  readonly shardCount: number;
  /** From the start of the first process until converged. */
  readonly readyMs: number;
  readonly clientView: ClientView;
  /** How a replica takes over on request; absent: there are no replicas. */
  readonly failoverMethod?: FailoverMethod;
  /** The security created for this cluster; null if the cluster is not ours. */
  readonly security: NodeSecurity | null;
  /** The relays between the nodes; null without relays. */
  readonly network: Network | null;
  describe(): readonly NodeDescription[];
  shardOf(key: string): number;
  /**
   * Where clients currently look for a key, if they eject lost servers and it therefore differs from its shard; absent: it
   * never differs.
   */
  currentShardOf?(key: string): number;
  /** Whether clients that eject this shard's server look for the key on another one; absent: they never eject. */
  movesWithout?(shard: number, key: string): boolean;
  /** Whether it is an application, so that no key can be reached but by its requests; absent: it is not. */
  readonly holdsNoKeys?: boolean;
  /** Whether a shard's data is lost with its only server; absent: never. */
  isGone?(shard: number): boolean;
  /** The node that reports itself as the shard's primary; the last promoted if two do. */
  primaryOf(shard: number): ClusterNode | undefined;
  /**
   * When a fixed endpoint (`host:port`) began to lead to a node, on the monotonic clock; undefined: it never did. Absent:
   * clients reach every node at its own address.
   */
  ledSinceMs?(node: ClusterNode, endpoint: string): number | undefined;
  /** Live replicas of a shard. */
  replicasOf(shard: number): readonly ClusterNode[];
  /** A data node's replication report within the last second; undefined if it is silent. */
  replicationOf(node: ClusterNode): ReplicationInfo | undefined;
  /** The node at an address that a server names, announced or real. */
  nodeAt(host: string, port: number): ClusterNode | undefined;
  /**
   * Whether every shard (or only the given one) has a primary with the planned number of replicas, online and within one
   * second of its offset.
   */
  isRedundant(shard?: number): boolean;
  /** Whether a node is attached to its shard's primary, and online. */
  isAttached(node: ClusterNode): boolean;
  /** Waits until every shard with a live node has one primary and all its live replicas are in sync with it. False: timed out. */
  converge(timeoutMs: number): Promise<boolean>;
  readonly data: DataAccess;
}

/** A cluster of our own processes. */
export interface LaunchedCluster extends Omit<Cluster, keyof Repair>, Repair {
  readonly nodes: readonly LaunchedNode[];
}
