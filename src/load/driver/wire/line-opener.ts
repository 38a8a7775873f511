import { setMaxListeners } from 'node:events';
import { pause } from '../../../clock/wait.js';
import { type Endpoint, endpointName } from '../../../model/node.js';
import { type DriverOptions, extraOpenMs } from '../driver.js';
import type { Refusal } from '../refusal.js';
import type { Line } from './line.js';
import type { ReplyKind, WireProtocol } from './protocol.js';
import type { Route } from './route.js';
import { WireConnection, type WireConnectionOptions } from './wire-connection.js';

const readBufferBytes = 64 * 1024;
const reconnectDelayMs = 50;
const leastOpenMs = 10_000;
/** A server takes so many connections at once, and leaves more to be tried again a second later. */
const mostOpenedAtOnce = 200;

/** Hears what becomes of the lines. */
export interface LineListener {
  /** The line takes operations from now on, at `host:port`. */
  lineReady(line: Line, endpoint: string): void;
  /** The line is gone; another try to open it is under way. */
  lineLost(line: Line, errorClass: string): void;
  repliesArrive(): void;
  reply(line: Line, kind: ReplyKind, buffer: Buffer, start: number, end: number, integer: number): void;
  repliesHandled(): void;
}

/** Opens lines, and opens them again, with a fixed delay between two tries, until it is stopped. */
export class LineOpener {
  #route: Route;
  #connection: Omit<WireConnectionOptions, 'endpoint'>;
  #listener: LineListener;
  readonly #openTimeoutMs: number;
  #stop = new AbortController();
  /** While the lines are opened for the first time. */
  #opening: AbortController | undefined;
  #lastRefusal: Refusal | undefined;

  constructor(
    route: Route,
    protocol: WireProtocol,
    options: Pick<DriverOptions, 'view' | 'connectTimeoutMs' | 'workerCount'>,
    listener: LineListener,
  ) {
    this.#route = route;
    this.#openTimeoutMs = leastOpenMs + extraOpenMs(options);
    this.#listener = listener;
    this.#connection = {
      access: options.view.access,
      handshake: protocol.handshake,
      createReader: (replies) => protocol.createReader(replies),
      readBuffer: Buffer.alloc(readBufferBytes),
      timeoutMs: options.connectTimeoutMs,
    };
  }

  /** Opens all lines; gives why not, when that took too long, is refused for good, or is given up. */
  async openAll(lines: readonly Line[], giveUp?: AbortSignal): Promise<string | undefined> {
    // Not AbortSignal.timeout under AbortSignal.any: Node 20 may collect it before it fires, and this would never end.
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), this.#openTimeoutMs);
    const noLonger = () => patience.abort();
    giveUp?.addEventListener('abort', noLonger);
    if (giveUp?.aborted) noLonger();
    this.#opening = patience;
    // Every line that waits for its next try listens.
    setMaxListeners(0, patience.signal, this.#stop.signal);
    let opened = 0;
    for (let first = 0; first < lines.length && !patience.signal.aborted; first += mostOpenedAtOnce) {
      const some = lines.slice(first, first + mostOpenedAtOnce);
      const outcomes = await Promise.all(some.map((line) => this.#open(line, patience.signal)));
      opened += outcomes.filter(Boolean).length;
    }
    this.#opening = undefined;
    clearTimeout(timer);
    giveUp?.removeEventListener('abort', noLonger);
    if (opened === lines.length) return undefined;
    if (giveUp?.aborted) return 'given up';
    const { reason, isFinal } = this.#lastRefusal ?? { reason: 'no server answered', isFinal: false };
    return isFinal
      ? reason
      : `no primary took ${lines.length} connections within ${this.#openTimeoutMs / 1000} s; the last refusal: ${reason}`;
  }

  /** Opens a line that was not wanted before, or not any more. */
  open(line: Line): void {
    if (!line.isOpening && line.connection === undefined) void this.#open(line, this.#stop.signal);
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Tries until the line is open. False: `signal` ended it, or nobody wants it any more. */
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

  /** A cluster that has served us will do so again; but before that a final refusal is the end. */
  #noteRefusal(refusal: Refusal): void {
    // The others end because of it, and have less to say.
    if (this.#lastRefusal?.isFinal && this.#opening) return;
    this.#lastRefusal = refusal;
    if (refusal.isFinal) this.#opening?.abort();
  }

  #tryOnce(line: Line, endpoint: Endpoint): Promise<boolean> {
    const listener = this.#listener;
    return new Promise((resolve) => {
      line.connection = new WireConnection(
        { ...this.#connection, endpoint },
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
