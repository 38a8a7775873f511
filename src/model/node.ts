export const engineNames = ['redis', 'valkey', 'memcached'] as const;
export type EngineName = (typeof engineNames)[number];

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
