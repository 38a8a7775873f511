import type { Socket } from 'node:net';
import { brokenReply } from './broken-reply.js';
import { ReplyScanner } from './reply-scanner.js';

const handshakeBytes = 64 * 1024;
const ordinaryBytes = 1024 * 1024;
/** Limit for commands that return values of unknown size. */
const valueReplyBytes = 64 * 1024 * 1024;

const handshakeCommands = new Set(['hello', 'auth', 'select', 'client', 'readonly', 'ping', 'asking']);
const valueCommands = new Set(['get', 'mget', 'hget']);
const subscriptions = /^[ps]?(un)?subscribe$/;

/** The parts of an ioredis client used here; some are missing from its types. */
interface Client {
  readonly stream: Socket;
  /** To the same server: the library requests a cluster's slots on a separate connection. */
  duplicate(...options: readonly unknown[]): object;
  /** For a client that uses sentinels: how it queries them. */
  readonly connector: { connectToSentinel?: (...asked: readonly unknown[]) => object };
  readonly commandQueue: {
    readonly length: number;
    peekAt(index: number): { readonly command: { readonly name: string } } | undefined;
  };
  readonly condition?: { readonly subscriber?: unknown };
  on(event: 'connect', listener: () => void): unknown;
  recoverFromFatalError(commandError: Error, error: Error, options: { readonly offlineQueue: boolean }): void;
}

/**
 * Limits the replies that an ioredis client accepts: an impossible reply is rejected before it is read, with an error for
 * pending requests, and the connection is dropped. ioredis itself accepts anything. `mostBytesOf` returns the maximum length
 * of a command's reply; absent: by command name.
 */
export function boundReplies(client: object, mostBytesOf?: (command: string) => number): void {
  const inside = client as Client;
  inside.on('connect', () => holdTo(inside, mostBytesOf ?? ((command) => bytesByName(command, inside.stream))));
  const duplicate = inside.duplicate.bind(inside);
  inside.duplicate = (...options) => bounded(duplicate(...options));
  const { connector } = inside;
  const connectToSentinel = connector.connectToSentinel?.bind(connector);
  if (connectToSentinel !== undefined) connector.connectToSentinel = (...asked) => bounded(connectToSentinel(...asked));
}

function bounded(client: object): object {
  boundReplies(client);
  return client;
}

function holdTo(client: Client, mostBytesOf: (command: string) => number): void {
  const { stream } = client;
  // The decoder's listener, which was put in front of all others.
  const [decode] = stream.listeners('data');
  if (decode === undefined) return;
  const scanner = new ReplyScanner();
  const nameAt = (index: number) => client.commandQueue.peekAt(index)?.command.name.toLowerCase() ?? '';
  const bytesAt = (index: number) => mostBytesOf(nameAt(index));
  const isSubscriber = () => Boolean(client.condition?.subscriber) || subscriptions.test(nameAt(0));
  let isBroken = false;
  stream.removeListener('data', decode as (piece: Buffer) => void);
  stream.prependListener('data', (piece: Buffer) => {
    if (isBroken) return;
    const problem = scanner.take(piece, client.commandQueue.length, bytesAt, isSubscriber);
    if (problem === undefined) {
      decode.call(stream, piece);
      return;
    }
    isBroken = true;
    const error = new Error(`${brokenReply}${problem}`);
    client.recoverFromFatalError(error, error, { offlineQueue: false });
    stream.destroy();
  });
}

/** A value can't be longer than everything written to it, where that exceeds the usual limit. */
function bytesByName(command: string, { bytesWritten }: Socket): number {
  if (handshakeCommands.has(command)) return handshakeBytes;
  return valueCommands.has(command) ? Math.max(valueReplyBytes, bytesWritten) : ordinaryBytes;
}
