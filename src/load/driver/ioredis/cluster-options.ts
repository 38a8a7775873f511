import type { ClusterOptions as LibraryOptions } from 'ioredis';
import type { ClientPolicy } from '../../../model/client-policy.js';
import type { ClientView } from '../../../model/client-view.js';
import { accessOptions, type ClientTimes, shortRetryDelayMs } from './client-options.js';

type ClusterOptions = Omit<LibraryOptions, 'redisOptions'> & {
  readonly redisOptions: Omit<NonNullable<LibraryOptions['redisOptions']>, 'replyMapping'>;
};
export type ClusterView = Extract<ClientView, { readonly kind: 'cluster' }>;

const scaleReads = { primary: 'master', replica: 'slave', any: 'all' } as const;
/** MOVED never reveals a new replica. */
const replicaRefreshMs = 1_000;
const productionRetryDelayMs = 300;
/** Multiplied by the delay: longer than a failover with a managed service's default node timeout. */
const productionMostRedirections = 64;
const productionLongestRetryDelayMs = 1_000;

/** How ioredis routes through a cluster, and how it behaves during a failure. */
export function clusterOptions(view: ClusterView, policy: ClientPolicy, times: ClientTimes): ClusterOptions {
  return {
    // Members return announced addresses; this maps them to the ones clients connect to.
    natMap: Object.fromEntries(Object.entries(view.addressMap).map(([from, { host, port }]) => [from, { host, port }])),
    scaleReads: scaleReads[view.readFrom],
    lazyConnect: true,
    ...clusterPolicyOptions(view, policy, times),
  };
}

/** How ioredis behaves in a cluster during a failure. */
export function clusterPolicyOptions(
  view: ClusterView,
  policy: ClientPolicy,
  { deadlineMs, connectTimeoutMs }: ClientTimes,
): ClusterOptions {
  const { db: _, ...access } = accessOptions(view.access, null);
  switch (policy) {
    // Only MOVED, ASK and TRYAGAIN are retried, because they prove that nothing was done.
    case 'measured':
      return {
        enableOfflineQueue: false,
        retryDelayOnFailover: 0,
        retryDelayOnClusterDown: 0,
        slotsRefreshTimeout: connectTimeoutMs,
        ...(view.readFrom !== 'primary' && { slotsRefreshInterval: replicaRefreshMs }),
        clusterRetryStrategy: () => shortRetryDelayMs,
        redisOptions: {
          ...access,
          maxRetriesPerRequest: 0,
          autoResendUnfulfilledCommands: false,
          connectTimeout: connectTimeoutMs,
        },
      };
    case 'production':
      return {
        retryDelayOnFailover: productionRetryDelayMs,
        retryDelayOnClusterDown: productionRetryDelayMs,
        maxRedirections: productionMostRedirections,
        slotsRefreshTimeout: connectTimeoutMs,
        slotsRefreshInterval: 1_000,
        clusterRetryStrategy: (times) => Math.min(times * 50, productionLongestRetryDelayMs),
        redisOptions: {
          ...access,
          connectTimeout: connectTimeoutMs,
          socketTimeout: deadlineMs,
          maxRetriesPerRequest: 3,
        },
      };
    case 'application':
      return { redisOptions: access };
    default:
      return policy satisfies never;
  }
}
