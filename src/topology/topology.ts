import type { EngineBinary } from '../engine/server-process.js';
import type { Watchdog } from '../engine/watchdog.js';
import type { Network } from '../link/network.js';
import type { ClientView } from '../model/client-view.js';
import type { EngineName, NodeDescription } from '../model/node.js';
import type { TopologyPlan } from '../model/scenario.js';
import type { ClusterEvent, ClusterNode } from './cluster.js';
import type { ReplicationInfo } from './replication-info.js';
import type { NodeSecurity } from './security/node-security.js';

/** One shape of cluster that we can launch. */
export interface TopologyDefinition {
  readonly summary: string;
  readonly engines: readonly EngineName[];
  /** What a scenario that does not say otherwise has under this topology, in place of the schema's own defaults. */
  readonly defaults?: Readonly<Partial<Pick<TopologyPlan, 'engine' | 'replicas' | 'shards' | 'zones'>>>;
  /** The driver of a scenario that names none, where the schema's own default does not speak to these servers. */
  readonly defaultDriver?: string;
  /** Why this plan can't be launched (too few zones, no replica, ...); undefined when it can. */
  refusal(plan: TopologyPlan): string | undefined;
  start(plan: TopologyPlan, context: StartContext): Promise<Cluster>;
}

export interface StartContext {
  readonly binary: EngineBinary;
  /** An empty folder for this cluster; each node gets one inside. */
  readonly folder: string;
  readonly watchdog: Watchdog;
  /** Whether clients must pass through relays as well; peers then always do. */
  readonly clientRelays: boolean;
  /** Where the clients are; absent or null: in no zone. */
  readonly clientsZone?: string | null;
  /** Marks our keys and values, for the taps on replication. */
  readonly runTag: string;
  /** Hears what happens from the start on. */
  readonly onEvent: (event: ClusterEvent) => void;
  readonly signal: AbortSignal;
}

/** A deployment that already runs and that others may be using: we attach to it and start nothing. */
export interface TargetTopology extends Omit<TopologyDefinition, 'start'> {
  attach(plan: TopologyPlan, context: AttachContext): Promise<Target>;
}

export interface AttachContext {
  /** Instead of a password in the URL, which everybody on this machine can read; null: there is none. */
  readonly password: string | null;
  readonly onEvent: (event: ClusterEvent) => void;
  readonly signal: AbortSignal;
}

/** A cluster that was already running. Disposing it closes our connections and leaves the servers alone. */
export interface Target extends Cluster {
  /** The server as it names itself; `path` is its URL without secrets. */
  readonly server: { readonly engine: EngineName; readonly version: string; readonly path: string };
  /** What is worth knowing before the run, such as figures that this user may not see. */
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  readonly data: TargetData;
}

/** Access to our data in servers that also hold other people's. */
export interface TargetData extends DataAccess {
  /**
   * Removes keys; those that are missing already are no error. Gives those that it could not remove, each with the reason. Throws
   * when the node refuses all, or does not answer.
   */
  remove(node: ClusterNode, keys: readonly string[]): Promise<readonly KeptKey[]>;
}

/** A key that could not be removed, and why. */
export interface KeptKey {
  readonly name: string;
  readonly reason: string;
}

export interface RestartOptions {
  /** Without its data. */
  readonly empty?: boolean;
  /** Another server than before, of which it stays; absent: the same. */
  readonly binary?: EngineBinary;
}

/** A running cluster. Disposing it stops every process and relay, in reverse order. */
export interface Cluster extends AsyncDisposable {
  /** All nodes that run or ran, replacements included. */
  readonly nodes: readonly ClusterNode[];
  readonly shardCount: number;
  /** From the start of the first process to converged. */
  readonly readyMs: number;
  readonly clientView: ClientView;
  /** What was made for this cluster alone to close it; null where it is not ours. */
  readonly security: NodeSecurity | null;
  /** The relays between the nodes; null when there are none. */
  readonly network: Network | null;
  describe(): readonly NodeDescription[];
  /** The shard that a key of this name lives on. */
  shardOf(key: string): number;
  /** Where clients look for a key now, if that differs from its shard because they leave lost servers out; absent: it never does. */
  currentShardOf?(key: string): number;
  /** Whether clients that leave this shard's server out look for the key on another one; absent: they leave none out. */
  movesWithout?(shard: number, key: string): boolean;
  /** Whether a shard's data is gone with its only server; absent: no shard's ever is. */
  isGone?(shard: number): boolean;
  /** The node that serves the shard's writes, by its own word; the last promoted when two say so. */
  primaryOf(shard: number): ClusterNode | undefined;
  /** Live nodes of a shard that replicate. */
  replicasOf(shard: number): readonly ClusterNode[];
  /** What a data node said of its replication within the last second; undefined when it is silent. */
  replicationOf(node: ClusterNode): ReplicationInfo | undefined;
  /** The node behind an address that a server names, announced or real. */
  nodeAt(host: string, port: number): ClusterNode | undefined;
  /**
   * Whether every shard has a primary with as many replicas as planned, online and within one second of its offset; or that
   * shard alone.
   */
  isRedundant(shard?: number): boolean;
  /** Whether a node is attached to its shard's primary, and online. */
  isAttached(node: ClusterNode): boolean;
  /**
   * Starts a fresh node in the zone of a dead one, as a replica of the shard's present primary; without replication, an
   * empty one at the dead one's address.
   */
  replace(dead: ClusterNode): Promise<ClusterNode>;
  /** Starts a dead node again at its address. */
  restart(dead: ClusterNode, options?: RestartOptions): Promise<void>;
  /** Waits until every shard has one primary and all its live replicas are in sync with it. False: the time ran out. */
  converge(timeoutMs: number): Promise<boolean>;
  readonly data: DataAccess;
}

/** Our own hands on the data of a node, past every relay and every client. */
export interface DataAccess {
  /**
   * Values in the order of `keys`; null where a key is missing, undefined where the node can't tell because the key's hash slot is
   * not there. Throws when the node does not answer.
   */
  read(node: ClusterNode, keys: readonly string[]): Promise<(string | null | undefined)[]>;
  /** Alternating keys and values; with `ttlSeconds` each key is gone by itself after that time. */
  write(node: ClusterNode, pairs: readonly string[], ttlSeconds?: number | null): Promise<void>;
  /** Answers to requests, in their order; of servers that speak RESP. Throws when one of them is refused. */
  call(node: ClusterNode, requests: readonly (readonly string[])[]): Promise<unknown[]>;
  /** Waits until that many replicas have what was written; gives how many have. */
  waitForReplicas(node: ClusterNode, count: number, timeoutMs: number): Promise<number>;
  inspect(node: ClusterNode): Promise<ServerCounters | undefined>;
  /**
   * A line of its own to a node, for the commands of one fault: what blocks it blocks nobody else, and what closes all
   * others spares it. An answer is awaited for `answerTimeoutMs`, by default 1 s. It connects at the first command.
   */
  openLine(node: ClusterNode, answerTimeoutMs?: number): CommandLine;
}

/** A connection to one server, sentinels included. Disposing it closes it; it is not made again once it was lost. */
export interface CommandLine extends Disposable {
  /** The server's answer. Rejects with what the server says against it, or when no answer comes in time. */
  command(words: readonly string[]): Promise<unknown>;
}

/** What a server has counted since it started. */
export interface ServerCounters {
  /** Null where the server does not say. */
  readonly cpuSeconds: number | null;
  /** Calls by command, lower case, as the server itself counts them. */
  readonly calls: Readonly<Record<string, number>>;
  readonly usedMemoryBytes: number;
  /** What the server does when its memory is full; null where it does not say. */
  readonly evictionPolicy?: string | null;
  readonly evictedKeys: number;
  readonly expiredKeys: number;
  /** Keys whose memory was taken back without anybody asking for them: expired, or flushed. Absent: not told apart. */
  readonly reclaimedKeys?: number;
  /** How often everything, or a whole database, was flushed. */
  readonly flushes: number;
  /** Another one after each restart; null where the server does not say. */
  readonly process: string | null;
}
