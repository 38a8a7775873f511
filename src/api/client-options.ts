/** An object of a library's options. */
export type Options = Readonly<Record<string, unknown>>;

export interface Place {
  readonly host: string;
  readonly port: number;
}

/**
 * What client libraries need to find a cluster, also after a failover: plain objects without any setting of their behaviour,
 * to merge your own into. Each throws UsageError if the library does not support the cluster's servers.
 */
export interface ClientOptions {
  /** `new Redis(clients.ioredis())` */
  ioredis(): Options;
  /** `new Cluster(...clients.ioredisCluster())` */
  ioredisCluster(): [nodes: Place[], options: Options];
  /** `new Redis(clients.iovalkey())` */
  iovalkey(): Options;
  /** `new Cluster(...clients.iovalkeyCluster())` */
  iovalkeyCluster(): [nodes: Place[], options: Options];
  /** For `createClient`, `createSentinel` or `createCluster` of @redis/client, as the topology requires. */
  nodeRedis(): Options;
  /** `memjs.Client.create(clients.memjs())` */
  memjs(): string;
}
