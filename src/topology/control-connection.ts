import { Redis } from 'ioredis';
import type { Endpoint } from '../model/node.js';
import type { ControlPlane } from './control-plane.js';

/** Every control command is a question that may be asked again; a hung server must not hang us. */
const answerTimeoutMs = 1_000;
const reconnectDelayMs = 50;

/** Lines to servers that speak RESP. They reconnect for ever, never queue, and never re-send. */
export const redisControl: ControlPlane<Redis> = {
  open: openControlConnection,
  async isServing(connection) {
    return (await connection.ping().catch(() => undefined)) === 'PONG';
  },
  close: (connection) => connection.disconnect(),
};

function openControlConnection(address: Endpoint): Redis {
  const connection = new Redis({
    host: address.host,
    port: address.port,
    lazyConnect: true,
    enableReadyCheck: false,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: answerTimeoutMs,
    connectTimeout: answerTimeoutMs,
    // A line that is being made when we leave would hold the program up for the library's two seconds.
    disconnectTimeout: 0,
    retryStrategy: () => reconnectDelayMs,
  });
  connection.on('error', () => {});
  connection.connect().catch(() => {});
  return connection;
}
