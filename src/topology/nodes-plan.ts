import type { EngineName } from '../model/node.js';

/** What every topology is planned by: how many nodes, of which engine, where, and how they are connected. */
export interface NodesPlan {
  readonly engine: EngineName;
  /** The requested version, complete or its first numbers; null: any. */
  readonly engineVersion: string | null;
  /** Replicas per shard. */
  readonly replicas: number;
  readonly shards: number;
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
  /** First port that clients connect to, counting upwards by node; null: any free ports. */
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
