import type { EngineBinary } from '../engine/server-process.js';
import type { EngineName, NodeDescription } from '../model/node.js';
import type { TopologyPlan } from '../model/scenario.js';
import type { ClientView, ClusterEvent, ClusterNode } from './cluster.js';

/** One shape of cluster that we can launch. */
export interface TopologyDefinition {
  readonly summary: string;
  readonly engines: readonly EngineName[];
  /** Why this plan can't be launched (too few zones, no replica, ...); undefined when it can. */
  refusal(plan: TopologyPlan): string | undefined;
  start(plan: TopologyPlan, context: StartContext): Promise<Cluster>;
}

export interface StartContext {
  readonly binary: EngineBinary;
  /** An empty folder for this cluster; each node gets one inside. */
  readonly folder: string;
  /** Whether clients must pass through relays as well. */
  readonly clientRelays: boolean;
  /** Hears what happens from the start on. */
  readonly onEvent: (event: ClusterEvent) => void;
  readonly signal: AbortSignal;
}

/** A running cluster. Disposing it stops every process and relay, in reverse order. */
export interface Cluster extends AsyncDisposable {
  /** All nodes that run or ran, replacements included. */
  readonly nodes: readonly ClusterNode[];
  readonly shardCount: number;
  /** From the start of the first process to converged. */
  readonly readyMs: number;
  readonly clientView: ClientView;
  describe(): readonly NodeDescription[];
  /** The node that serves the shard's writes by its own word; undefined while there is none. */
  primaryOf(shard: number): ClusterNode | undefined;
  /** Starts a fresh node in the zone of a dead one, as a replica of the shard's present primary. */
  replace(dead: ClusterNode): Promise<ClusterNode>;
  /** Starts a dead node again, with its data and at its address. */
  restart(dead: ClusterNode): Promise<void>;
  /** Waits until every shard has one primary and all its live replicas are in sync with it. False: the time ran out. */
  converge(timeoutMs: number): Promise<boolean>;
}
