import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type Access, hidePassword } from '../../../model/access.js';
import { foreignText } from '../../../model/foreign-text.js';
import type { Endpoint } from '../../../model/node.js';
import { tlsOptions } from '../../../model/tls-options.js';
import { type Refusal, replyRefusal, socketRefusal } from '../refusal.js';
import type { HandshakeStep, ProtocolReader, ReplyKind, ReplyListener } from './protocol.js';
import { replyKind } from './protocol.js';

/** Upper bound for the replies to a whole handshake; the longest is INFO replication, with one line per replica. */
const mostHandshakeBytes = 64 * 1024;

/** Receives the events of a connection. */
export interface WireListener {
  /** The handshake succeeded, and the server accepts commands. */
  ready(endpoint: Endpoint): void;
  /** Bytes arrived; `reply` is called for each reply in them, then `repliesHandled`. */
  repliesArrive(): void;
  repliesHandled(): void;
  /** A reply to the oldest unanswered request. */
  reply(kind: ReplyKind, buffer: Buffer, start: number, end: number, integer: number): void;
  /** It could not be opened, for this reason; `closed` follows. */
  refused(refusal: Refusal): void;
  /** It is closed, or was never opened; no more events follow. Pending operations end with this error class. */
  closed(errorClass: 'connectionLost' | 'protocol'): void;
}

export interface WireConnectionOptions {
  readonly endpoint: Endpoint;
  readonly access: Access;
  /** All are sent at once; the first refusal closes the connection. */
  readonly handshake: readonly HandshakeStep[];
  createReader(listener: ReplyListener): ProtocolReader;
  /** Receive buffer, only valid during the call: all connections of a thread share it. */
  readonly readBuffer: Buffer;
  /** Time limit for the handshake, from the start. */
  readonly timeoutMs: number;
}

/** One connection to a server, over TCP, a unix socket or TLS: handshake first, then bytes in both directions. */
export class WireConnection {
  #options: WireConnectionOptions;
  #listener: WireListener;
  #socket: Socket | undefined;
  #reader: ProtocolReader;
  #state: 'checking' | 'ready' | 'closed' = 'checking';
  #stepsPassed = 0;
  #handshakeBytes = 0;
  #timer: NodeJS.Timeout;

  constructor(options: WireConnectionOptions, listener: WireListener) {
    this.#options = options;
    this.#listener = listener;
    this.#reader = options.createReader((kind, buffer, start, end, integer) => {
      if (this.#state === 'ready') listener.reply(kind, buffer, start, end, integer);
      else if (this.#state === 'checking') this.#check(kind, buffer, start, end);
    });
    const { timeoutMs } = options;
    this.#timer = setTimeout(
      () => this.#refuse({ reason: `no reply within ${timeoutMs} ms`, isFinal: false }),
      timeoutMs,
    );
    try {
      this.#socket = this.#open();
    } catch (error) {
      // An invalid certificate or key; reported later, once the owner holds the connection.
      const { reason, isFinal } = socketRefusal(error as Error);
      const message = `the certificate, its key or the authority's certificate can't be read: ${reason}`;
      process.nextTick(() => this.#refuse({ reason: message, isFinal }));
      return;
    }
    this.#socket.on('error', (error) => this.#refuse(socketRefusal(error)));
    this.#socket.on('close', () => this.#refuse({ reason: 'the server closed the connection', isFinal: false }));
  }

  /** Sends `length` bytes of `buffer`. False: the socket still uses the buffer, which must not be overwritten. */
  send(buffer: Buffer, length: number): boolean {
    this.#socket?.write(buffer.subarray(0, length));
    return this.#socket?.writableLength === 0;
  }

  /** Ends the connection at once. */
  drop(errorClass: 'connectionLost' | 'protocol' = 'connectionLost'): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    clearTimeout(this.#timer);
    this.#socket?.destroy();
    this.#listener.closed(errorClass);
  }

  #open(): Socket {
    const { endpoint, access, readBuffer } = this.#options;
    const { host, port } = endpoint;
    const place = host.startsWith('/') ? { path: host } : { host, port };
    const onread = { buffer: readBuffer, callback: (length: number) => this.#read(readBuffer, length) };
    if (access.tls === null) {
      const socket = connect({ ...place, noDelay: true, onread });
      return socket.once('connect', () => this.#ask());
    }
    // Node 20 passes `onread` on to the underlying socket, and sets noDelay only through the socket's own method.
    const options = { ...place, ...tlsOptions(access.tls, host), onread };
    const socket = connectTls(options);
    return socket.setNoDelay(true).once('secureConnect', () => this.#ask());
  }

  #ask(): void {
    const { handshake } = this.#options;
    if (handshake.length === 0) this.#becomeReady();
    else this.#socket?.write(handshake.map(({ request }) => request).join(''));
  }

  #read(buffer: Buffer, length: number): boolean {
    if (this.#state === 'closed') return true;
    this.#listener.repliesArrive();
    if (this.#state === 'checking') this.#handshakeBytes += length;
    if (this.#handshakeBytes > mostHandshakeBytes || !this.#reader.read(buffer, length)) {
      if (this.#state === 'checking') this.#listener.refused({ reason: 'the reply is invalid', isFinal: false });
      this.drop('protocol');
    }
    this.#listener.repliesHandled();
    return true;
  }

  #check(kind: ReplyKind, buffer: Buffer, start: number, end: number): void {
    const text = buffer.toString('utf8', start, end);
    const { handshake, access } = this.#options;
    const reason = handshake[this.#stepsPassed]?.refusal(kind, text);
    // The error's own text decides; a refusal in our own words may be temporary.
    if (reason !== undefined) {
      const shown = foreignText(hidePassword(reason, access));
      this.#refuse(kind === replyKind.error ? replyRefusal(shown) : { reason: shown, isFinal: false });
    } else {
      this.#stepsPassed += 1;
      if (this.#stepsPassed === handshake.length) this.#becomeReady();
    }
  }

  #becomeReady(): void {
    clearTimeout(this.#timer);
    this.#state = 'ready';
    this.#listener.ready(this.#options.endpoint);
  }

  /** Closes the connection; if it was never established, the owner gets the reason. */
  #refuse(refusal: Refusal): void {
    if (this.#state === 'checking') this.#listener.refused(refusal);
    this.drop();
  }
}
