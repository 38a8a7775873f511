import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { monotonicMs } from '../../../clock/monotonic.js';
import { sentRequest } from '../../../origin/http/http-outcomes.js';
import type { FilledRequest } from './http-requests.js';
import { ResponseReader, usualIdleMs } from './response-reader.js';

/** How a request ended: with an answer, or why without one. */
export type HttpEnd =
  | { readonly status: number; readonly body: string }
  | { readonly outcome: 'fail' | 'indeterminate'; readonly errorClass: string };

export interface HttpConnectionOptions {
  readonly url: URL;
  readonly connectTimeoutMs: number;
  /** Receive buffer, only valid during a call: all connections of a thread share it. */
  readonly readBuffer: Buffer;
}

/**
 * One connection to an HTTP server, for one request at a time. It opens with a request that finds it closed, and sends none
 * again.
 */
export class HttpConnection {
  #options: HttpConnectionOptions;
  #socket: Socket | undefined;
  #isOpen = false;
  #reader = new ResponseReader();
  #request: FilledRequest | undefined;
  #onEnd: (end: HttpEnd) => void = () => {};
  #isSent = false;
  #usableUntilMs = 0;

  constructor(options: HttpConnectionOptions) {
    this.#options = options;
  }

  /** Calls back once, and never before it returns. The request before must have ended. */
  send(request: FilledRequest, onEnd: (end: HttpEnd) => void): void {
    this.#request = request;
    this.#onEnd = onEnd;
    this.#isSent = false;
    if (this.#isOpen && monotonicMs() >= this.#usableUntilMs) this.#drop();
    if (this.#socket === undefined) this.#open();
    else if (this.#isOpen) this.#write(this.#socket, request);
  }

  /** Ends the request. If it was sent, its answer could still come, so the connection is closed. */
  giveUp(): void {
    if (this.#request === undefined) return;
    if (this.#isSent) this.#lose('timeout');
    else this.#end({ outcome: 'fail', errorClass: 'notSent' });
  }

  close(): void {
    this.#lose('connectionLost');
  }

  #open(): void {
    const { url, connectTimeoutMs, readBuffer } = this.#options;
    const isSecure = url.protocol === 'https:';
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const port = Number(url.port) || (isSecure ? 443 : 80);
    const onread = {
      buffer: readBuffer,
      callback: (length: number) => {
        if (this.#socket === socket) this.#read(readBuffer, length);
        return true;
      },
    };
    // Only a name can be the server name of RFC 6066, by which an ingress finds the service and its certificate.
    const options = { host, port, noDelay: true, onread, ...(isIP(host) === 0 && { servername: host }) };
    // Node 20 passes `onread` on to the underlying socket, and sets noDelay only through the socket's own method.
    const socket = isSecure ? connectTls(options).setNoDelay(true) : connect(options);
    this.#socket = socket;
    const timer = setTimeout(() => this.#closed(socket, 'connectTimeout'), connectTimeoutMs);
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer);
      if (this.#socket !== socket) return;
      this.#isOpen = true;
      this.#usableUntilMs = monotonicMs() + usualIdleMs;
      if (this.#request !== undefined) this.#write(socket, this.#request);
    });
    socket.once('end', () => {
      if (this.#socket === socket && this.#isSent && this.#reader.end()) this.#answered();
    });
    socket.on('error', (error) => {
      const { outcome, error: errorClass } = sentRequest(error);
      this.#closed(socket, outcome === 'fail' ? errorClass : null);
    });
    socket.once('close', () => {
      clearTimeout(timer);
      this.#closed(socket, null);
    });
  }

  #write(socket: Socket, { text, encoding, hasAnswerBody }: FilledRequest): void {
    this.#isSent = true;
    this.#reader.expect(hasAnswerBody);
    socket.write(text, encoding);
  }

  #read(buffer: Buffer, length: number): void {
    if (!this.#isSent) {
      // Nobody asked for it.
      this.#drop();
      return;
    }
    const progress = this.#reader.read(buffer, length);
    if (progress === 'complete') this.#answered();
    else if (progress === 'invalid') this.#lose('protocol');
  }

  #answered(): void {
    const { status, body, idleMs } = this.#reader;
    if (idleMs === 0) this.#drop();
    else this.#usableUntilMs = monotonicMs() + idleMs;
    this.#end({ status, body });
  }

  /** `unsentClass`: why it could not be opened; null: unknown. */
  #closed(socket: Socket, unsentClass: string | null): void {
    if (this.#socket === socket) this.#lose('connectionLost', unsentClass ?? 'notSent');
  }

  #lose(sentClass: string, unsentClass = 'notSent'): void {
    this.#drop();
    if (this.#request === undefined) return;
    this.#end(
      this.#isSent ? { outcome: 'indeterminate', errorClass: sentClass } : { outcome: 'fail', errorClass: unsentClass },
    );
  }

  #drop(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
    this.#isOpen = false;
  }

  #end(end: HttpEnd): void {
    this.#request = undefined;
    this.#isSent = false;
    this.#onEnd(end);
  }
}
