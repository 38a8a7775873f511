import type { AddressMap } from './address-map.js';
import type { Hashing } from './hashing/placement.js';
import type { EngineName } from './node.js';

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
  compressible: 'one letter, repeated',
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
  detected: 'somebody first suspected a node of a shard that it hit',
  agreed: 'enough voters agreed that it is dead',
  promoted: 'a shard that it hit has a new primary',
  healed: 'it is healed, or its targets are restarted or replaced',
  joined: 'restarted or replaced nodes are attached to their primary',
  redundant: 'every shard that it hit has all its replicas again',
} as const;
export type Trigger = keyof typeof triggers;
