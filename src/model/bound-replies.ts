import type { Socket } from 'node:net';
import { brokenReply } from './broken-reply.js';
import { ReplyScanner } from './reply-scanner.js';

const handshakeBytes = 64 * 1024;
const ordinaryBytes = 1024 * 1024;
/** Of a command that gives values: what it may give where nobody knows their sizes. */
const valueReplyBytes = 64 * 1024 * 1024;

const handshakeCommands = new Set(['hello', 'auth', 'select', 'client', 'readonly', 'ping', 'asking']);
const valueCommands = new Set(['get', 'mget', 'hget']);
const subscriptions = /^[ps]?(un)?subscribe$/;

/** What of an ioredis client is needed here; some of it is not in its types. */
interface Client {
  readonly stream: Socket;
  /** To the same server: the library asks for the slots of a cluster on a connection of its own. */
  duplicate(...options: readonly unknown[]): object;
  /** Of a client that is led by sentinels: how it asks them. */
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
 * Holds the server of an ioredis client to what it was asked: a reply that can't be is given up before it is read, with an error for
 * what was under way, and the connection is dropped. ioredis itself takes whatever comes. `mostBytesOf` says how long the reply
 * to a command may be; absent: by its name.
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
  // That of the decoder, which was put in front of all others.
  const [decode] = stream.listeners('data');
  if (decode === undefined) return;
  const scanner = new ReplyScanner();
  const nameAt = (index: number) => client.commandQueue.peekAt(index)?.command.name.toLowerCase() ?? '';
  let isBroken = false;
  stream.removeListener('data', decode as (piece: Buffer) => void);
  stream.prependListener('data', (piece: Buffer) => {
    if (isBroken) return;
    const isSubscriber = Boolean(client.condition?.subscriber) || subscriptions.test(nameAt(0));
    const asked = isSubscriber ? null : client.commandQueue.length;
    const problem = scanner.take(piece, asked, (index) => mostBytesOf(nameAt(index)));
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

/** A value can't be longer than all that was written, where more was written than the ordinary. */
function bytesByName(command: string, { bytesWritten }: Socket): number {
  if (handshakeCommands.has(command)) return handshakeBytes;
  return valueCommands.has(command) ? Math.max(valueReplyBytes, bytesWritten) : ordinaryBytes;
}
