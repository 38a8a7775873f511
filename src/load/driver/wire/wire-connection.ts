import { connect, type Socket } from 'node:net';
import type { Endpoint } from '../../../model/node.js';
import { type ReplyKind, replyKind } from './protocol.js';
import { ReplyReader } from './reply-reader.js';

/** Hears what happens on a connection. */
export interface WireListener {
  /** The server is a primary and takes commands. */
  ready(endpoint: Endpoint): void;
  /** Bytes have come; `reply` is called for each reply in them, then `repliesHandled`. */
  repliesArrive(): void;
  repliesHandled(): void;
  /** A reply to the oldest request that has none yet. */
  reply(kind: ReplyKind, buffer: Buffer, start: number, end: number, integer: number): void;
  /** It is gone, or was never made; nothing more comes. What was under way ends with this error class. */
  closed(errorClass: 'connectionLost' | 'protocol'): void;
}

const roleQuestion = '*2\r\n$4\r\nINFO\r\n$11\r\nreplication\r\n';

/** One connection to a primary: it makes sure that it is one, then passes bytes both ways. `readBuffer` is shared. */
export class WireConnection {
  #socket: Socket;
  #reader: ReplyReader;
  #state: 'checking' | 'ready' | 'closed' = 'checking';
  #timer: NodeJS.Timeout;
  #listener: WireListener;
  #endpoint: Endpoint;

  constructor(endpoint: Endpoint, readBuffer: Buffer, timeoutMs: number, listener: WireListener) {
    this.#endpoint = endpoint;
    this.#listener = listener;
    this.#reader = new ReplyReader((kind, buffer, start, end, integer) => {
      if (this.#state === 'ready') listener.reply(kind, buffer, start, end, integer);
      else if (this.#state === 'checking') this.#check(kind, buffer.toString('latin1', start, end));
    });
    this.#timer = setTimeout(() => this.drop(), timeoutMs);
    this.#socket = connect({
      ...endpoint,
      noDelay: true,
      onread: { buffer: readBuffer, callback: (length) => this.#read(readBuffer, length) },
    });
    this.#socket.on('connect', () => {
      this.#socket.write(roleQuestion);
    });
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => this.drop());
  }

  /** Sends `length` bytes of `buffer`. False: the socket holds on to the buffer, and it must not be written again. */
  send(buffer: Buffer, length: number): boolean {
    this.#socket.write(buffer.subarray(0, length));
    return this.#socket.writableLength === 0;
  }

  /** Ends the connection at once. */
  drop(errorClass: 'connectionLost' | 'protocol' = 'connectionLost'): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    clearTimeout(this.#timer);
    this.#socket.destroy();
    this.#listener.closed(errorClass);
  }

  #read(buffer: Buffer, length: number): boolean {
    if (this.#state === 'closed') return true;
    this.#listener.repliesArrive();
    if (!this.#reader.read(buffer, length)) this.drop('protocol');
    this.#listener.repliesHandled();
    return true;
  }

  /** A replica is no place for us: the sentinels may still name one that was demoted. */
  #check(kind: ReplyKind, information: string): void {
    if (kind !== replyKind.text || information.includes('role:slave')) {
      this.drop();
      return;
    }
    clearTimeout(this.#timer);
    this.#state = 'ready';
    this.#listener.ready(this.#endpoint);
  }
}
