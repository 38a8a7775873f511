import type { EventEmitter } from 'node:events';
import { brokenReply } from '../../../model/broken-reply.js';
import { ReplyScanner } from '../../../model/reply-scanner.js';

/** How often a client that lost its connection tries to open a new one. */
export const retryDelayMs = 50;

/** The parts of a node-redis client used here; some are internal to the library. */
export interface Client extends EventEmitter {
  readonly isOpen: boolean;
  readonly isReady: boolean;
  /** Counts the connections that became ready. */
  readonly socketEpoch: number;
  readonly options: { readonly socket?: { readonly host?: string; readonly port?: number } };
  connect(): Promise<unknown>;
  /** Drops the socket; pending commands are rejected. `connect` opens a new one. */
  destroy(): void;
  sendCommand(words: readonly (string | Buffer)[], options: object): Promise<unknown>;
  _getQueue(): CommandQueue;
}

interface CommandQueue {
  readonly pendingCount: number;
  readonly decoder: { write(piece: Buffer): void };
  flushAll(error: Error): void;
}

/**
 * Limits the replies that a client accepts. After a reply that can't be parsed the library would assign all further ones to
 * the wrong commands; instead, pending commands are rejected, and `drop` is called.
 */
export function boundReplies(client: Client, mostBytes: () => number, drop: () => void): void {
  const queue = client._getQueue();
  const { decoder } = queue;
  const decode = decoder.write.bind(decoder);
  let scanner = new ReplyScanner();
  client.on('connect', () => {
    scanner = new ReplyScanner();
  });
  const refuse = (error: Error) => {
    queue.flushAll(error);
    drop();
  };
  decoder.write = (piece) => {
    const problem = scanner.take(piece, queue.pendingCount, mostBytes);
    if (problem !== undefined) return refuse(new Error(`${brokenReply}${problem}`));
    try {
      decode(piece);
    } catch (error) {
      refuse(error as Error);
    }
  };
}
