import type { AddressMap } from './address-map.js';
import type { ClientPolicy } from './client-policy.js';
import type { ReadFrom } from './client-view.js';
import type { Hashing } from './hashing/placement.js';
import type { EngineName } from './node.js';
import type { Protocol } from './protocol.js';

/** A scenario ready to run: every default filled in, every figure parsed into its unit, seeded. */
export interface Scenario {
  readonly name: string;
  readonly description: string;
  readonly seed: number;
  readonly topology: TopologyPlan;
  readonly workload: WorkloadPlan;
  readonly phases: { readonly warmupMs: number; readonly durationMs: number };
  readonly faults: readonly FaultPlan[];
  /** Gate expressions, each already parsed once without error. */
  readonly gates: readonly string[];
  /** Those of the gates that end the run as soon as they fail. */
  readonly abortGates: readonly AbortGate[];
}

/** A gate that is judged while the run goes on. */
export interface AbortGate {
  readonly expression: string;
  /** From the start of the measured part to its first judgement. */
  readonly afterMs: number;
}

export interface TopologyPlan {
  readonly kind: string;
  readonly engine: EngineName;
  /** The version asked for, whole or its first numbers; null: whichever is found. */
  readonly engineVersion: string | null;
  /** Replicas of each shard. */
  readonly replicas: number;
  readonly shards: number;
  /** How the clients of a memcached pool find the server of a key. */
  readonly hashing: Hashing;
  /** Whether clients of a pool spread the keys of a server that is gone over the others. */
  readonly ejectLost: boolean;
  /** Number of zones; nodes are spread over them. */
  readonly zones: number;
  /** Null: no relays between nodes. */
  readonly links: { readonly betweenZones: ZoneLinks } | null;
  /** Whether servers and clients speak TLS, and nothing else, with certificates of this run. */
  readonly tls: boolean;
  /** Whether servers want a password, which is drawn for this run. */
  readonly password: boolean;
  /** Server directives, passed through to every data node. */
  readonly config: Readonly<Record<string, string>>;
  /** Directives of single data nodes by their names (`n2`), over those of `config`; absent: none. */
  readonly nodeConfig?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly sentinel: {
    readonly count: number;
    readonly downAfterMs: number;
    readonly failoverTimeoutMs: number;
    readonly quorum: number;
  };
  readonly cluster: {
    /** Directive cluster-node-timeout: silence after which a member is taken for dead. */
    readonly nodeTimeoutMs: number;
    /** Directive cluster-require-full-coverage: whether all shards stop when one has no primary. */
    readonly requireFullCoverage: boolean;
  };
  /** The URL of a deployment that runs already, for topology external; it may hold a password. Else null. */
  readonly target: string | null;
  /** Where members of a target are reached that announce other addresses; absent: where they say. */
  readonly addressMap?: AddressMap;
  /** First port of the nodes, counted upwards; null lets free ports be found. */
  readonly basePort: number | null;
}

/** How slow one direction from one zone to another is. */
interface ZoneLinks {
  readonly delayMs: number;
  /** Up to so much more, drawn anew for each piece; absent: none. */
  readonly jitterMs?: number;
  /** Shared by all that goes the same way; absent: no limit. */
  readonly bytesPerSecond?: number;
}

export interface WorkloadPlan {
  readonly driver: string;
  /** The language on the wire; null: the first of the engine. */
  readonly protocol: Protocol | null;
  readonly clientPolicy: ClientPolicy;
  readonly connections: number;
  /** Worker threads; `auto` is already resolved. */
  readonly threads: number;
  /** Most operations in flight on one connection. */
  readonly pipeline: number;
  /** Operations per second over all threads; null is closed loop (`max`). */
  readonly ratePerSecond: number | null;
  /** When operations start, as written: `constant`, `ramp:100`. */
  readonly pacer: string;
  /** Operations to issue over all threads; null: until the duration ends. */
  readonly requests: number | null;
  readonly deadlineMs: number;
  /** Of a connection, its handshake included. */
  readonly connectTimeoutMs: number;
  readonly keys: number;
  /** As written: `uniform`, `zipf:0.99`. */
  readonly distribution: string;
  /** Of the largest value. */
  readonly valueBytes: number;
  readonly valueSizes: ValueSizes;
  readonly data: ValueData;
  /** Weight of each operation kind; at least one of these or of the commands is above 0. */
  readonly mix: Readonly<Record<string, number>>;
  /** Free commands beside the mix. */
  readonly commands: readonly {
    readonly command: string;
    readonly weight: number;
    readonly miss?: 'empty' | 'unknown' | undefined;
  }[];
  /** Whether every key is written before the load; commands also fill the keys of the free commands. */
  readonly preload: boolean | readonly string[];
  /** Time to live of what is written; null: none, except on a target; 0: none there either. */
  readonly ttlMs: number | null;
  /** Keys of one `mget` or `mset`. */
  readonly keysPerOperation: number;
  /** Which members of a shard answer reads; `primary` but for topology cluster. */
  readonly readFrom: ReadFrom;
  /** Where all clients are; null: in no zone, near to every node. */
  readonly zone: string | null;
  readonly durability: Durability;
  readonly audit: AuditMode;
}

export const auditModes = ['chain', 'final', 'off'] as const;
export type AuditMode = (typeof auditModes)[number];

/** How many bytes a value has. Weights are in proportion to each other. */
export type ValueSizes =
  | { readonly kind: 'fixed'; readonly bytes: number }
  | { readonly kind: 'range'; readonly leastBytes: number; readonly mostBytes: number }
  | { readonly kind: 'weighted'; readonly choices: readonly { readonly bytes: number; readonly weight: number }[] };

/** What fills a value behind its stamp, in a sentence each. */
export const valueData = {
  random: 'letters and digits without a pattern that a compressor could use',
  compressible: 'the same letter again and again',
} as const;
export type ValueData = keyof typeof valueData;

/** What an acknowledgement means. */
export type Durability =
  | { readonly kind: 'async' }
  | { readonly kind: 'wait'; readonly replicas: number }
  /** `local`: 1 when the primary itself must have it on its disk. */
  | { readonly kind: 'waitaof'; readonly local: number; readonly replicas: number };

export const recoveries = ['replace', 'restart', 'restart-empty', 'none'] as const;
export type Recovery = (typeof recoveries)[number];

/** What of an earlier fault another may wait for, in a sentence each: all that can be known while the run goes on. */
export const triggers = {
  detected: 'somebody first took a node of a shard that it hit for dead',
  agreed: 'enough have agreed that it is dead',
  promoted: 'a shard that it hit has a new primary',
  healed: 'it is healed, or its targets are started again or replaced',
  joined: 'what was started or put in place is attached to its primary',
  redundant: 'every shard that it hit has all its replicas again',
} as const;
export type Trigger = keyof typeof triggers;

/** When an entry of `faults` strikes. Moments are on the run's clock. */
export type FaultTiming =
  | { readonly kind: 'at'; readonly atMs: number }
  /** In rounds, the last of which is not after `untilMs`. */
  | { readonly kind: 'every'; readonly firstMs: number; readonly everyMs: number; readonly untilMs: number }
  /** At moments drawn from the seed. */
  | { readonly kind: 'random'; readonly fromMs: number; readonly toMs: number; readonly count: number }
  /** After each strike of the earlier entry at position `of`. */
  | { readonly kind: 'when'; readonly trigger: Trigger; readonly of: number; readonly delayMs: number };

export interface FaultPlan {
  readonly name: string;
  /** The fault's own options, as its schema gave them. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly timing: FaultTiming;
  readonly recover: Recovery;
  /** From the injection to the start of the recovery. */
  readonly afterMs: number;
}
