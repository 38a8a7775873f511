export const engineNames = ['redis', 'valkey', 'memcached'] as const;
export type EngineName = (typeof engineNames)[number];
/** All servers that are found, fetched and guarded: the caches, and the database behind them. */
export const serverNames = [...engineNames, 'postgres'] as const;
export type ServerName = (typeof serverNames)[number];
/** The engine of the default drill. */
export const defaultEngine = 'redis' satisfies EngineName;

/** The version of Redis whose commands and directives a server has at least; null: none. Valkey began as Redis 7.2. */
export function redisVersionOf({ engine, version }: { readonly engine: EngineName; readonly version: string }) {
  return redisVersions[engine](version);
}

const redisVersions = {
  redis: (version) => version,
  valkey: () => '7.2',
  memcached: () => null,
} as const satisfies Readonly<Record<EngineName, (version: string) => string | null>>;

/** The engines that speak RESP. */
export const respEngines = ['redis', 'valkey'] as const satisfies readonly EngineName[];

export const nodeRoles = ['primary', 'replica', 'sentinel', 'server'] as const;
/** `server` is a node without replication: a memcached in a pool, or an existing target. */
export type NodeRole = (typeof nodeRoles)[number];

/** An address that clients or peers connect to. A host that starts with `/` is the path of a unix socket; its port is 0. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** An endpoint for display: `host:port`, `[::1]:port`, or the path of a unix socket. */
export function endpointName({ host, port }: Endpoint): string {
  if (host.startsWith('/')) return host;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** One server process of the topology at the time of description. `shard` is null for sentinels. */
export interface NodeDescription extends Endpoint {
  readonly id: string;
  readonly role: NodeRole;
  readonly shard: number | null;
  readonly zone: string;
  readonly pid: number | null;
  readonly dataDir: string | null;
}
