import type { RedisClientOptions, RedisClusterOptions, RedisSentinelOptions } from '@redis/client';
import type { Access } from '../../../model/access.js';
import type { ClientPolicy } from '../../../model/client-policy.js';
import type { ClientView } from '../../../model/client-view.js';
import type { Endpoint } from '../../../model/node.js';
import { tlsOptions } from '../../../model/tls-options.js';
import type { DriverOptions } from '../driver.js';
import { retryDelayMs } from './client.js';

type ViewOf<Kind extends ClientView['kind']> = Extract<ClientView, { readonly kind: Kind }>;
/** What concerns a connection to one server. */
type ServerOptions = Pick<
  RedisClientOptions,
  'commandOptions' | 'disableOfflineQueue' | 'maintNotifications' | 'pingInterval' | 'socket'
>;
type Times = Pick<DriverOptions, 'deadlineMs' | 'connectTimeoutMs'>;
type Settings = Times & Pick<DriverOptions, 'clientPolicy' | 'connections' | 'protocol'>;

const productionLongestRetryDelayMs = 2_000;
const productionRefreshMs = 1_000;

export function singleOptions({ endpoint, access }: ViewOf<'single'>, settings: Settings): RedisClientOptions {
  const { host, port } = endpoint;
  const policy = serverPolicy(settings.clientPolicy, settings);
  const place = host.startsWith('/') ? { path: host, tls: false } : { host, port };
  return {
    ...respOptions(access, settings),
    ...policy,
    ...accessOptions(access),
    database: access.database,
    socket: { ...policy.socket, ...tlsSocket(access, host), ...place } as NonNullable<RedisClientOptions['socket']>,
  } as RedisClientOptions;
}

export function sentinelOptions(view: ViewOf<'sentinel'>, settings: Settings): RedisSentinelOptions {
  const { nodeClientOptions, sentinelClientOptions, ...policy } = sentinelPolicy(settings.clientPolicy, settings);
  const serverOptions = (access: Access, options: ServerOptions = {}) => ({
    ...options,
    ...accessOptions(access),
    database: access.database,
    socket: { ...options.socket, ...tlsSocket(access, null) },
  });
  return {
    ...respOptions(view.access, settings),
    ...policy,
    name: view.primaryName,
    masterPoolSize: settings.connections,
    sentinelRootNodes: view.sentinels.map(placeOf),
    // Sentinels return announced addresses; this maps them to the ones clients connect to.
    nodeAddressMap: addressMap(view.addressMap),
    nodeClientOptions: serverOptions(view.access, nodeClientOptions),
    sentinelClientOptions: serverOptions(view.sentinelAccess, sentinelClientOptions),
  } as RedisSentinelOptions;
}

export function clusterOptions(view: ViewOf<'cluster'>, settings: Settings): RedisClusterOptions {
  const { defaults, ...policy } = clusterPolicy(settings.clientPolicy, settings);
  return {
    ...respOptions(view.access, settings),
    ...policy,
    rootNodes: view.seeds.map((seed) => ({ socket: placeOf(seed) })),
    nodeAddressMap: addressMap(view.addressMap),
    useReplicas: view.readFrom !== 'primary',
    defaults: {
      ...defaults,
      ...accessOptions(view.access),
      socket: { ...defaults?.socket, ...tlsSocket(view.access, null) },
    },
  } as RedisClusterOptions;
}

/** How the library behaves during a failure. */
export function policyOptions(kind: ClientView['kind'], policy: ClientPolicy, times: Times): object {
  if (kind === 'sentinel') return sentinelPolicy(policy, times);
  return kind === 'cluster' ? clusterPolicy(policy, times) : serverPolicy(policy, times);
}

function serverPolicy(policy: ClientPolicy, { deadlineMs, connectTimeoutMs }: Times): ServerOptions {
  switch (policy) {
    // Each command is sent once and settles once; we enforce the deadline ourselves (see NodeRedisDriver).
    case 'measured':
      return {
        disableOfflineQueue: true,
        commandOptions: { timeout: 0 },
        maintNotifications: 'disabled',
        socket: { connectTimeout: connectTimeoutMs, reconnectStrategy: () => retryDelayMs },
      };
    case 'production':
      return {
        ...endsSilence(deadlineMs, {
          connectTimeout: connectTimeoutMs,
          reconnectStrategy: (retries) => Math.min(retries * 50, productionLongestRetryDelayMs),
        }),
      };
    case 'application':
      return {};
    default:
      return policy satisfies never;
  }
}

function sentinelPolicy(policy: ClientPolicy, times: Times) {
  const server = searchingPolicy(policy, times);
  // A Sentinel level option: the library ignores it in the options of a node.
  const { commandOptions, ...nodeClientOptions } = server;
  const { disableOfflineQueue: _, ...sentinelClientOptions } = nodeClientOptions;
  return {
    ...(commandOptions && { commandOptions }),
    // Each rediscovery sends the command again.
    ...(policy === 'measured' && { maxCommandRediscovers: 0 }),
    nodeClientOptions,
    sentinelClientOptions,
  };
}

function clusterPolicy(policy: ClientPolicy, times: Times): Partial<RedisClusterOptions> {
  const defaults = searchingPolicy(policy, times) as NonNullable<RedisClusterOptions['defaults']>;
  switch (policy) {
    case 'measured':
      // Only MOVED and ASK make the library send again, because they prove that nothing was done.
      return { maxCommandRedirections: 16, topologyRefreshOnReconnectionAttemptStrategy: retryDelayMs, defaults };
    case 'production':
      return { topologyRefreshOnReconnectionAttemptStrategy: productionRefreshMs, defaults };
    case 'application':
      return { defaults };
    default:
      return policy satisfies never;
  }
}

/** The library looks for servers over sockets that it does not show, and waits forever for a silent server. */
function searchingPolicy(policy: ClientPolicy, times: Times): ServerOptions {
  const server = serverPolicy(policy, times);
  if (policy !== 'measured') return server;
  return { ...server, ...endsSilence(Math.max(times.deadlineMs, times.connectTimeoutMs), server.socket) };
}

/** Drops a socket that was silent for this long. Pings keep idle ones open. */
function endsSilence(silenceMs: number, socket: ServerOptions['socket']): ServerOptions {
  return {
    pingInterval: Math.ceil(silenceMs / 3),
    socket: { ...socket, socketTimeout: silenceMs } as NonNullable<ServerOptions['socket']>,
  };
}

function accessOptions({ username, password }: Access): Pick<RedisClientOptions, 'username' | 'password'> {
  return { ...(username !== null && { username }), ...(password !== null && { password }) };
}

function tlsSocket({ tls }: Access, host: string | null): object {
  return tls === null ? {} : { tls: true, ...tlsOptions(tls, host) };
}

/** Unless told otherwise, RESP2, which needs no HELLO; an application uses the library's default. */
function respOptions({ respVersion }: Access, { protocol, clientPolicy }: Settings): { readonly RESP?: 2 | 3 } {
  const wanted = protocol === 'resp3' ? 3 : protocol === 'resp2' ? 2 : respVersion;
  if (wanted !== null) return { RESP: wanted };
  return clientPolicy === 'application' ? {} : { RESP: 2 };
}

function placeOf({ host, port }: Endpoint): { host: string; port: number } {
  return { host, port };
}

function addressMap(map: Readonly<Record<string, Endpoint>>): Record<string, { host: string; port: number }> {
  return Object.fromEntries(Object.entries(map).map(([from, endpoint]) => [from, placeOf(endpoint)]));
}
