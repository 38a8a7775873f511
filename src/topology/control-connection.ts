import type { Redis } from 'ioredis';
import { type Access, openAccess } from '../model/access.js';
import { boundReplies } from '../model/bound-replies.js';
import type { Endpoint } from '../model/node.js';
import { tlsOptions } from '../model/tls-options.js';
import type { ControlPlane } from './control-plane.js';
import { ioredis } from './ioredis.js';

/** Every control command is a question that may be asked again; a hung server must not hang us. */
const answerTimeoutMs = 1_000;
const reconnectDelayMs = 50;

/**
 * Lines to servers that speak RESP. They reconnect for ever, never queue, and never re-send. `readOnly` is for members of a Redis
 * Cluster, whose replicas answer only lines that ask for it (READONLY).
 */
export function redisControl(access: Access, { readOnly = false } = {}): ControlPlane<Redis> {
  return {
    open: (address) => openControlConnection(address, access, answerTimeoutMs, { readOnly }),
    isServing: async (connection) => (await connection.ping().catch(() => undefined)) === 'PONG',
    close: (connection) => connection.disconnect(),
  };
}

/** Our own line to one server, past every relay. It reconnects for ever, never queues, and never re-sends. */
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
    // A line that is being made when we leave would hold the program up for the library's two seconds.
    disconnectTimeout: 0,
    // Sentinel closes every line to a server that it promotes (CLIENT KILL): that must not hide the promotion from us.
    retryStrategy: (attempt) => (attempt === 1 ? 1 : reconnectDelayMs),
  });
  boundReplies(connection);
  connection.on('error', () => {});
  connection.connect().catch(() => {});
  return connection;
}

/** Where the server is and how to get in, as ioredis wants to be told. */
export function placeAndAccess({ host, port }: Endpoint, { username, password, database, tls }: Access) {
  return {
    ...(host.startsWith('/') ? { path: host } : { host, port }),
    ...(username !== null && { username }),
    ...(password !== null && { password }),
    db: database,
    ...(tls && { tls: tlsOptions(tls, host) }),
  };
}
