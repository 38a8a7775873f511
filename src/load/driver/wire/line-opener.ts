import { setMaxListeners } from 'node:events';
import { pause } from '../../../clock/wait.js';
import { type Endpoint, endpointName } from '../../../model/node.js';
import { type DriverOptions, openingTimeoutMs, openWithinMs } from '../driver.js';
import type { Refusal } from '../refusal.js';
import type { Line } from './line.js';
import type { ReplyKind, WireProtocol } from './protocol.js';
import type { Route } from './route.js';
import { WireConnection, type WireConnectionOptions } from './wire-connection.js';

const readBufferBytes = 64 * 1024;
const reconnectDelayMs = 50;
/** A server accepts this many connections at once; the rest would be retried a second later. */
const mostOpenedAtOnce = 200;

/** Reports the state of the lines. */
export interface LineListener {
  /** The line takes operations from now on, at `host:port`. */
  lineReady(line: Line, endpoint: string): void;
  /** The line is gone; it is already being reopened. */
  lineLost(line: Line, errorClass: string): void;
  repliesArrive(): void;
  reply(line: Line, kind: ReplyKind, buffer: Buffer, start: number, end: number, integer: number): void;
  repliesHandled(): void;
}

/** Opens and reopens lines, with a fixed delay between attempts, until stopped. */
export class LineOpener {
  #route: Route;
  #connection: Omit<WireConnectionOptions, 'endpoint' | 'timeoutMs'>;
  #timeoutMs: number;
  /** From the first opening of all lines on. */
  readonly #connectTimeoutMs: number;
  #listener: LineListener;
  readonly #openTimeoutMs: number;
  #stop = new AbortController();
  /** Set while the lines are opened for the first time. */
  #opening: AbortController | undefined;
  #lastRefusal: Refusal | undefined;

  constructor(
    route: Route,
    protocol: WireProtocol,
    options: Pick<DriverOptions, 'view' | 'connectTimeoutMs' | 'workerCount'>,
    listener: LineListener,
  ) {
    this.#route = route;
    this.#openTimeoutMs = openWithinMs(options, 1);
    this.#timeoutMs = openingTimeoutMs(options);
    this.#connectTimeoutMs = options.connectTimeoutMs;
    this.#listener = listener;
    this.#connection = {
      access: options.view.access,
      handshake: protocol.handshake,
      createReader: (replies) => protocol.createReader(replies),
      readBuffer: Buffer.alloc(readBufferBytes),
    };
  }

  /** Opens all lines; returns the reason if that takes too long, is refused permanently or is aborted. */
  async openAll(lines: readonly Line[], giveUp?: AbortSignal): Promise<string | undefined> {
    // AbortSignal.timeout inside AbortSignal.any may be collected before it fires on Node 20, and this would never end.
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), this.#openTimeoutMs);
    const noLonger = () => patience.abort();
    giveUp?.addEventListener('abort', noLonger);
    if (giveUp?.aborted) noLonger();
    this.#opening = patience;
    // Every line waiting for its next attempt adds a listener.
    setMaxListeners(0, patience.signal, this.#stop.signal);
    let opened = 0;
    for (let first = 0; first < lines.length && !patience.signal.aborted; first += mostOpenedAtOnce) {
      const some = lines.slice(first, first + mostOpenedAtOnce);
      const outcomes = await Promise.all(some.map((line) => this.#open(line, patience.signal)));
      opened += outcomes.filter(Boolean).length;
    }
    this.#opening = undefined;
    this.#timeoutMs = this.#connectTimeoutMs;
    clearTimeout(timer);
    giveUp?.removeEventListener('abort', noLonger);
    if (opened === lines.length) return undefined;
    if (giveUp?.aborted) return 'given up';
    const { reason, isFinal } = this.#lastRefusal ?? { reason: 'no server replied', isFinal: false };
    return isFinal
      ? reason
      : `no primary accepted ${lines.length} connections within ${this.#openTimeoutMs / 1000} s; the last refusal: ${reason}`;
  }

  /** Opens a line that was not wanted until now. */
  open(line: Line): void {
    if (!line.isOpening && line.connection === undefined) void this.#open(line, this.#stop.signal);
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Retries until the line is open. False: `signal` aborted it, or the line is no longer wanted. */
  async #open(line: Line, signal: AbortSignal): Promise<boolean> {
    line.isOpening = true;
    let isOpen = false;
    while (!isOpen && !signal.aborted && this.#route.wants?.(line.node) !== false) {
      const { endpoint, refusal } = await this.#route.find(line.node);
      if (refusal) this.#noteRefusal(refusal);
      else isOpen = !signal.aborted && (await this.#tryOnce(line, endpoint));
      if (!isOpen) await pause(reconnectDelayMs, signal);
    }
    line.isOpening = false;
    return isOpen;
  }

  /** A cluster that has served us will do so again; before that, a final refusal ends the attempt. */
  #noteRefusal(refusal: Refusal): void {
    // The other lines fail as a result, with less informative errors.
    if (this.#lastRefusal?.isFinal && this.#opening) return;
    this.#lastRefusal = refusal;
    if (refusal.isFinal) this.#opening?.abort();
  }

  #tryOnce(line: Line, endpoint: Endpoint): Promise<boolean> {
    const listener = this.#listener;
    return new Promise((resolve) => {
      line.connection = new WireConnection(
        { ...this.#connection, endpoint, timeoutMs: this.#timeoutMs },
        {
          ready: (reached) => {
            line.isReady = true;
            listener.lineReady(line, endpointName(reached));
            resolve(true);
          },
          repliesArrive: () => listener.repliesArrive(),
          reply: (kind, buffer, start, end, integer) => listener.reply(line, kind, buffer, start, end, integer),
          repliesHandled: () => listener.repliesHandled(),
          refused: ({ reason, isFinal }) =>
            this.#noteRefusal({ reason: `${endpointName(endpoint)}: ${reason}`, isFinal }),
          closed: (errorClass) => {
            const wasReady = line.isReady;
            line.connection = undefined;
            line.isReady = false;
            if (!wasReady) {
              resolve(false);
              return;
            }
            listener.lineLost(line, errorClass);
            void this.#open(line, this.#stop.signal);
          },
        },
      );
    });
  }
}
