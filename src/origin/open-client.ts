import type { OriginClient } from './client.js';
import type { OriginConnection } from './connection.js';
import { openHttpClient } from './http/http-client.js';
import { openPostgresClient } from './postgres/postgres-client.js';
import type { SameKeyCounter } from './same-key-counter.js';

/** Opens a client with at most this many connections. It connects when needed. */
export function openOriginClient(
  connection: OriginConnection,
  connections: number,
  sameKey: SameKeyCounter,
): OriginClient {
  return connection.protocol === 'rest'
    ? openHttpClient(connection, connections, sameKey)
    : openPostgresClient(connection, connections, sameKey);
}
