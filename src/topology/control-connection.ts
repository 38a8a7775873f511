import type { Redis } from 'ioredis';
import { type Access, openAccess } from '../model/access.js';
import { boundReplies } from '../model/bound-replies.js';
import type { Endpoint } from '../model/node.js';
import { tlsOptions } from '../model/tls-options.js';
import type { ControlPlane } from './control-plane.js';
import { ioredis } from './ioredis.js';

/** Every control command is a query that can be repeated; a hung server must not block us. */
const answerTimeoutMs = 1_000;
const reconnectDelayMs = 50;

/**
 * Connections to RESP servers. They reconnect forever, never queue, and never resend. `readOnly` is for members of a Redis
 * Cluster, whose replicas only answer connections in READONLY mode.
 */
export function redisControl(
  access: Access,
  { readOnly = false, timeoutMs = answerTimeoutMs } = {},
): ControlPlane<Redis> {
  return {
    open: (address) => openControlConnection(address, access, timeoutMs, { readOnly }),
    isServing: async (connection) => (await connection.ping().catch(() => undefined)) === 'PONG',
    close: (connection) => connection.disconnect(),
  };
}

/** Our control connection to one server, bypassing all relays. It reconnects forever, never queues, and never resends. */
export function openControlConnection(
  address: Endpoint,
  access: Access = openAccess,
  timeoutMs: number = answerTimeoutMs,
  { readOnly = false }: { readonly readOnly?: boolean } = {},
): Redis {
  const connection = new (ioredis().Redis)({
    ...placeAndAccess(address, access),
    readOnly,
    lazyConnect: true,
    enableReadyCheck: false,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: timeoutMs,
    connectTimeout: timeoutMs,
    // A connection still being established at exit would block the program for the library's two seconds.
    disconnectTimeout: 0,
    // Sentinel closes every connection to a server it promotes (CLIENT KILL), which must not hide the promotion from us.
    retryStrategy: (attempt) => (attempt === 1 ? 1 : reconnectDelayMs),
  });
  boundReplies(connection);
  connection.on('error', () => {});
  connection.connect().catch(() => {});
  return connection;
}

/** A server's address and credentials, in ioredis terms. */
export function placeAndAccess({ host, port }: Endpoint, { username, password, database, tls }: Access) {
  return {
    ...(host.startsWith('/') ? { path: host } : { host, port }),
    ...(username !== null && { username }),
    ...(password !== null && { password }),
    db: database,
    ...(tls && { tls: tlsOptions(tls, host) }),
  };
}
