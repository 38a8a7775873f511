import { Redis } from 'ioredis';
import { pause } from '../clock/wait.js';
import type { Endpoint } from '../model/node.js';

/** Every control command is a question that may be asked again; a hung server must not hang us. */
const answerTimeoutMs = 1_000;
const reconnectDelayMs = 50;

/** Our own line to one server, past every relay. It reconnects for ever, never queues, and never re-sends. */
export function openControlConnection(address: Endpoint): Redis {
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

/** Waits until the server answers PING. False: `timeoutMs` passed, or `giveUp` came true. */
export async function waitUntilServing(connection: Redis, timeoutMs: number, giveUp: () => boolean): Promise<boolean> {
  const endMs = performance.now() + timeoutMs;
  while (performance.now() < endMs && !giveUp()) {
    const answer = await connection.ping().catch(() => undefined);
    if (answer === 'PONG') return true;
    await pause(10);
  }
  return false;
}
