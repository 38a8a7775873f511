import type { AddressMap } from './address-map.js';
import type { ClientPolicy } from './client-policy.js';
import type { ReadFrom } from './client-view.js';
import type { Hashing } from './hashing/placement.js';
import type { KeyDistribution } from './key-distribution.js';
import type { EngineName } from './node.js';
import type { Pacing } from './pacing.js';
import type { Protocol } from './protocol.js';

/** A scenario ready to run: defaults filled in, figures converted to their units, and a seed set. */
export interface Scenario {
  readonly name: string;
  readonly description: string;
  readonly seed: number;
  readonly topology: TopologyPlan;
  readonly workload: WorkloadPlan;
  readonly phases: { readonly warmupMs: number; readonly durationMs: number };
  readonly faults: readonly FaultPlan[];
  /** Gate expressions, already parsed once without error. */
  readonly gates: readonly string[];
  /** The gates that end the run as soon as they fail. */
  readonly abortGates: readonly AbortGate[];
}

/** A gate judged during the run. */
export interface AbortGate {
  readonly expression: string;
  /** From the start of the measured part to its first judgement. */
  readonly afterMs: number;
}

export interface TopologyPlan {
  readonly kind: string;
  readonly engine: EngineName;
  /** The requested version, complete or its first numbers; null: any. */
  readonly engineVersion: string | null;
  /** Replicas per shard. */
  readonly replicas: number;
  readonly shards: number;
  /** How the clients of a memcached pool map a key to a server. */
  readonly hashing: Hashing;
  /** Whether clients of a pool distribute a lost server's keys over the others. */
  readonly ejectLost: boolean;
  /** Number of zones over which nodes are distributed. */
  readonly zones: number;
  /** Null: no relays between nodes. */
  readonly links: { readonly betweenZones: ZoneLinks } | null;
  /** Whether servers and clients use only TLS, with certificates of this run. */
  readonly tls: boolean;
  /** Whether servers require a password, generated for this run. */
  readonly password: boolean;
  /** Server directives, passed through to every data node. */
  readonly config: Readonly<Record<string, string>>;
  /** Directives of individual data nodes by name (`n2`), overriding `config`; absent: none. */
  readonly nodeConfig?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly sentinel: {
    readonly count: number;
    readonly downAfterMs: number;
    readonly failoverTimeoutMs: number;
    readonly quorum: number;
  };
  readonly cluster: {
    /** Directive cluster-node-timeout: silence after which a member is considered down. */
    readonly nodeTimeoutMs: number;
    /** Directive cluster-require-full-coverage: whether all shards stop when one has no primary. */
    readonly requireFullCoverage: boolean;
  };
  /** The URL of an existing deployment, for topology external; it may contain a password. Otherwise null. */
  readonly target: string | null;
  /** Reachable addresses of a target's members that announce different ones; absent: as announced. */
  readonly addressMap?: AddressMap;
  /** First port of the nodes, counting upwards; null: any free ports. */
  readonly basePort: number | null;
}

/** How slow one direction from one zone to another is. */
interface ZoneLinks {
  readonly delayMs: number;
  /** Random addition up to this, redrawn for each chunk; absent: none. */
  readonly jitterMs?: number;
  /** Shared by all traffic in the same direction; absent: no limit. */
  readonly bytesPerSecond?: number;
}

export interface WorkloadPlan {
  readonly driver: string;
  /** The wire protocol; null: the engine's first. */
  readonly protocol: Protocol | null;
  readonly clientPolicy: ClientPolicy;
  readonly connections: number;
  /** Worker threads; `auto` is already resolved. */
  readonly threads: number;
  /** Maximum operations in flight per connection. */
  readonly pipeline: number;
  /** Operations per second over all threads; null is closed loop (`max`). */
  readonly ratePerSecond: number | null;
  /** When operations start. */
  readonly pacer: Pacing;
  /** Operations to issue over all threads; null: until the duration ends. */
  readonly requests: number | null;
  readonly deadlineMs: number;
  /** For a connection, including its handshake. */
  readonly connectTimeoutMs: number;
  readonly keys: number;
  readonly distribution: KeyDistribution;
  /** Size of the largest value. */
  readonly valueBytes: number;
  readonly valueSizes: ValueSizes;
  readonly data: ValueData;
  /** Weight of each operation kind; at least one of these or of the commands is above 0. */
  readonly mix: Readonly<Record<string, number>>;
  /** Free commands in addition to the mix. */
  readonly commands: readonly {
    readonly command: string;
    readonly weight: number;
    readonly miss?: 'empty' | 'unknown' | undefined;
  }[];
  /** Whether every key is written before the load; a list of commands also fills the keys of the free commands. */
  readonly preload: boolean | readonly string[];
  /** TTL of written keys; null: none, except on a target; 0: none, even there. */
  readonly ttlMs: number | null;
  /** Keys per `mget` or `mset`. */
  readonly keysPerOperation: number;
  /** Which members of a shard serve reads; always `primary` except for topology cluster. */
  readonly readFrom: ReadFrom;
  /** The zone of all clients; null: none, near every node. */
  readonly zone: string | null;
  readonly durability: Durability;
  readonly audit: AuditMode;
}

export const auditModes = ['chain', 'final', 'off'] as const;
export type AuditMode = (typeof auditModes)[number];

/** Sizes of values in bytes. Weights are relative to each other. */
export type ValueSizes =
  | { readonly kind: 'fixed'; readonly bytes: number }
  | { readonly kind: 'range'; readonly leastBytes: number; readonly mostBytes: number }
  | { readonly kind: 'weighted'; readonly choices: readonly { readonly bytes: number; readonly weight: number }[] };

/** The content of a value after its stamp, in one sentence each. */
export const valueData = {
  random: 'letters and digits without a pattern that a compressor could use',
  compressible: 'the same letter again and again',
} as const;
export type ValueData = keyof typeof valueData;

/** What an acknowledgement means. */
export type Durability =
  | { readonly kind: 'async' }
  | { readonly kind: 'wait'; readonly replicas: number }
  /** `local`: 1 if the primary itself must have it on disk. */
  | { readonly kind: 'waitaof'; readonly local: number; readonly replicas: number };

export const recoveries = ['replace', 'restart', 'restart-empty', 'none'] as const;
export type Recovery = (typeof recoveries)[number];

/** What a fault can wait for from an earlier one, in one sentence each: everything that is known during the run. */
export const triggers = {
  detected: 'somebody first took a node of a shard that it hit for dead',
  agreed: 'enough have agreed that it is dead',
  promoted: 'a shard that it hit has a new primary',
  healed: 'it is healed, or its targets are started again or replaced',
  joined: 'what was started or put in place is attached to its primary',
  redundant: 'every shard that it hit has all its replicas again',
} as const;
export type Trigger = keyof typeof triggers;

/** When an entry of `faults` strikes. Times are on the run's clock. */
export type FaultTiming =
  | { readonly kind: 'at'; readonly atMs: number }
  /** In rounds, the last of which is no later than `untilMs`. */
  | { readonly kind: 'every'; readonly firstMs: number; readonly everyMs: number; readonly untilMs: number }
  /** At times drawn from the seed. */
  | { readonly kind: 'random'; readonly fromMs: number; readonly toMs: number; readonly count: number }
  /** After each strike of the earlier entry at position `of`. */
  | { readonly kind: 'when'; readonly trigger: Trigger; readonly of: number; readonly delayMs: number };

export interface FaultPlan {
  readonly name: string;
  /** The fault's own options, parsed by its schema. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly timing: FaultTiming;
  readonly recover: Recovery;
  /** From the injection to the start of the recovery. */
  readonly afterMs: number;
}
