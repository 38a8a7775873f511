import type { z } from 'zod';
import type { AgentProcess } from '../agents/local-agents.js';
import type { HostLossReport } from '../link/relay-protocol.js';
import type { OriginAbility } from '../origin/abilities.js';
import type { Origin } from '../origin/origin.js';
import type { Random } from '../random/random.js';
import type { Ability } from '../topology/abilities.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster } from '../topology/topology.js';
import type { TopologyPlan } from '../topology/topology-plan.js';
import type { ServiceEvent } from './service-events.js';

/** One kind of fault: its name, its options, the clusters that can have it, and how it strikes. */
export interface FaultDefinition<Options extends z.ZodObject = z.ZodObject> {
  readonly summary: string;
  /**
   * What happened, in the past tense, as a sentence without its full stop. `{target}` is replaced by its targets, `{was|were}`
   * by the word that matches their number.
   */
  readonly happened: string;
  /** The fault's options as in the scenario file; a strict object with every default. */
  readonly options: Options;
  /** What the topology must be able to do. `relays`: clients and peers must reach its targets through relays. */
  readonly needs: readonly Ability[];
  /** What the origin must be able to do, for a fault that strikes the origin instead of nodes. */
  readonly needsOrigin?: OriginAbility;
  /** Whether it strikes an agent instead of nodes; absent: no. */
  readonly needsAgents?: boolean;
  /** Whether it strikes the keys of the load; absent: no. */
  readonly needsKeys?: boolean;
  /** What these options require in addition; absent: nothing. */
  needsWith?(options: z.output<Options>): readonly Ability[];
  /** Whether a target may keep acknowledging writes after the injection (paused, cut off) instead of being gone. */
  readonly leavesZombie: boolean;
  /** Whether its targets live on with their connections open, and only replies are missing; absent: no. */
  readonly withholdsReplies?: boolean;
  /** Whether its purpose is to remove data, so that the removal is no violation; absent: no. */
  readonly removesData?: boolean;
  /** Whether nodes other than its targets can be suspected or promoted because of it; absent: no. */
  readonly actsBeyondTargets?: boolean;
  /** Why a topology with these abilities can't have this fault with these options after all; undefined if it can. */
  refusal?(topology: TopologyPlan, options: z.output<Options>): string | undefined;
  /** Strikes. Throws EnvironmentError if there is no target. */
  inject(cluster: Cluster, options: z.output<Options>, random: Random, surroundings: Surroundings): Promise<Injection>;
}

/** What a run has besides its cluster. */
export interface Surroundings {
  /** Null: nothing is behind the cache. */
  readonly origin: Origin | null;
  /** The agents on this machine, in the order of their names; empty: none carry the load, or they are elsewhere. */
  readonly agents: readonly AgentProcess[];
  /** The names of the keys that the load uses most, the hottest first. */
  hottestKeys(count: number): readonly string[];
}

/** Of a cluster without a load. */
export const noSurroundings: Surroundings = { origin: null, agents: [], hottestKeys: () => [] };

/** A fault that has struck. */
export interface Injection {
  readonly targets: readonly ClusterNode[];
  /** What it struck beside the nodes, by name; absent: it struck nodes. */
  readonly beside?: readonly string[];
  /** On the monotonic clock: the time just before the first action. */
  readonly injectedAtMs: number;
  /** How it proved its effect, in words; undefined if it could not, and the run is then `unknown`. */
  prove(): Promise<string | undefined>;
  /** What the links discarded; null if there are no links. Absent: the fault discards nothing. */
  reportLoss?(): Promise<HostLossReport | null>;
  /** What the service itself says happened since, asked at the end of the run. Absent: there is nobody to ask. */
  serviceEvents?(): Promise<readonly ServiceEvent[]>;
  /** Undoes what can be undone while the process is alive. Idempotent. */
  heal(): Promise<void>;
}
