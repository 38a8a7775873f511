/**
 * Which node is asked to let a replica take over: the primary (FAILOVER, Redis 6.2), the replica (CLUSTER FAILOVER), or
 * a sentinel (SENTINEL FAILOVER).
 */
export const failoverMethods = ['failover', 'cluster', 'sentinel'] as const;
export type FailoverMethod = (typeof failoverMethods)[number];
