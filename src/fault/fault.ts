import type { z } from 'zod';
import type { HostLossReport } from '../link/relay-protocol.js';
import type { TopologyPlan } from '../model/scenario.js';
import type { Random } from '../random/random.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster } from '../topology/topology.js';

/** One kind of fault: what it is called, what it may be told, which clusters can have it, and how it strikes. */
export interface FaultDefinition {
  readonly summary: string;
  /** What happened, in the past tense, as a sentence without its end. `{target}` stands for what it struck, `{was|were}` for a word that depends on their number. */
  readonly happened: string;
  /** The fault's options as they stand in the scenario file; a strict object with every default. */
  readonly options: z.ZodObject;
  /** Whether the fault is real only when clients and peers reach its targets through relays. */
  readonly needsRelays: boolean;
  /** Where it depends on the options: whether these need relays. */
  needsRelaysWith?(options: Readonly<Record<string, unknown>>): boolean;
  /** Whether a target may go on acknowledging writes after the injection (paused, cut off), instead of being gone. */
  readonly leavesZombie: boolean;
  /** Whether its purpose is to remove data, so that what it takes is no violation; absent: no. */
  readonly removesData?: boolean;
  /** Whether nodes besides its targets can be suspected or promoted because of it; absent: no. */
  readonly actsBeyondTargets?: boolean;
  /** Whether it may also strike a target (topology external); absent: no. */
  readonly strikesExternal?: boolean;
  /** Why this topology can't have this fault with these options; undefined when it can. */
  refusal(topology: TopologyPlan, options: Readonly<Record<string, unknown>>): string | undefined;
  /** Strikes. Throws EnvironmentError when there is nothing to strike. */
  inject(cluster: Cluster, options: Readonly<Record<string, unknown>>, random: Random): Promise<Injection>;
}

/** A fault that has struck. */
export interface Injection {
  readonly targets: readonly ClusterNode[];
  /** On the monotonic clock: the moment before the first act. */
  readonly injectedAtMs: number;
  /** How it proved that it bit, in words; undefined when it could not, and the run is then `unknown`. */
  prove(): Promise<string | undefined>;
  /** What the links threw away; null where there are none, or the fault throws nothing away. */
  reportLoss(): Promise<HostLossReport | null>;
  /** Undoes what can be undone while the process lives. Harmless when called twice. */
  heal(): Promise<void>;
}
