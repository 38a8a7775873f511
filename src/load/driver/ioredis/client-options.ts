import type { RedisOptions } from 'ioredis';
import type { Access } from '../../../model/access.js';
import type { ClientPolicy } from '../../../model/client-policy.js';
import type { ClientView } from '../../../model/client-view.js';
import type { Endpoint } from '../../../model/node.js';
import { tlsOptions } from '../../../model/tls-options.js';
import type { DriverOptions } from '../driver.js';

type ClientOptions = Omit<RedisOptions, 'replyMapping'>;

export const shortRetryDelayMs = 50;
const productionLongestRetryDelayMs = 1_000;

/** How long a client waits for a reply, and for a connection. */
export type ClientTimes = Pick<DriverOptions, 'deadlineMs' | 'connectTimeoutMs'>;

/** Where ioredis finds the primary, and how it behaves during a failure. */
export function clientOptions(view: ClientView, policy: ClientPolicy, times: ClientTimes): ClientOptions {
  return { ...placeOptions(view), ...policyOptions(policy, times), lazyConnect: true };
}

function placeOptions(view: ClientView): ClientOptions {
  switch (view.kind) {
    case 'single':
      return { ...endpointOptions(view.endpoint), ...accessOptions(view.access, view.endpoint.host) };
    case 'pool':
      throw new Error('ioredis does not support memcached; use the wire driver');
    case 'cluster':
      throw new Error('a cluster has its own client options');
    case 'sentinel':
      return {
        name: view.primaryName,
        role: 'master',
        sentinels: view.sentinels.map(({ host, port }) => ({ host, port })),
        // Sentinels return announced addresses; this maps them to the ones clients connect to.
        natMap: Object.fromEntries(
          Object.entries(view.addressMap).map(([from, { host, port }]) => [from, { host, port }]),
        ),
        ...accessOptions(view.access, null),
        // Without this, ioredis waits for TLS on a plaintext connection.
        enableTLSForSentinelMode: view.access.tls !== null,
        ...sentinelOptions(view.sentinelAccess),
      };
    default:
      return view satisfies never;
  }
}

function endpointOptions({ host, port }: Endpoint): ClientOptions {
  return host.startsWith('/') ? { path: host } : { host, port };
}

/** How a client authenticates. */
export function accessOptions(
  { username, password, database, tls, respVersion, withoutInfo }: Access,
  host: string | null,
): ClientOptions {
  return {
    ...(username === null ? {} : { username }),
    // A user without a password authenticates with an empty one.
    ...(username === null && password === null ? {} : { password: password ?? '' }),
    db: database,
    ...(tls === null ? {} : { tls: tlsOptions(tls, host) }),
    ...(respVersion === null ? {} : { protocol: respVersion }),
    // The ready check uses INFO; where INFO is denied, it prints a warning on each connect and continues without an answer.
    ...(withoutInfo === true ? { enableReadyCheck: false } : {}),
  };
}

/** ioredis uses the same RESP version for sentinels and data nodes. */
function sentinelOptions({ username, password, tls }: Access): ClientOptions {
  return {
    ...(username === null ? {} : { sentinelUsername: username }),
    ...(password === null ? {} : { sentinelPassword: password }),
    ...(tls === null ? {} : { sentinelTLS: tlsOptions(tls, null) }),
  };
}

/** How ioredis behaves during a failure. */
export function policyOptions(policy: ClientPolicy, { deadlineMs, connectTimeoutMs }: ClientTimes): ClientOptions {
  switch (policy) {
    // Each command is sent once and settles once; we enforce the deadline ourselves (see IoredisDriver).
    case 'measured':
      return {
        maxRetriesPerRequest: 0,
        enableOfflineQueue: false,
        autoResendUnfulfilledCommands: false,
        connectTimeout: connectTimeoutMs,
        retryStrategy: () => shortRetryDelayMs,
        sentinelRetryStrategy: () => shortRetryDelayMs,
        sentinelCommandTimeout: connectTimeoutMs,
      };
    case 'production':
      return {
        failoverDetector: true,
        socketTimeout: deadlineMs,
        connectTimeout: connectTimeoutMs,
        sentinelCommandTimeout: connectTimeoutMs,
        reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 2 : false),
        retryStrategy: (times) => Math.min(times * 50, productionLongestRetryDelayMs),
        sentinelRetryStrategy: (times) => Math.min(times * 50, productionLongestRetryDelayMs),
        maxRetriesPerRequest: 3,
      };
    case 'application':
      return {};
    default:
      return policy satisfies never;
  }
}
