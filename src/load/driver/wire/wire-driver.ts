import { notObserved } from '../../../audit/observation.js';
import {
  type Driver,
  type DriverDefinition,
  type DriverHost,
  type DriverOptions,
  type OutcomeCode,
  outcomeCode,
} from '../driver.js';
import { judgeError } from '../outcome-rules.js';
import { Line } from './line.js';
import { type LineListener, LineOpener } from './line-opener.js';
import { createMetaProtocol } from './memcached/meta-protocol.js';
import { createTextProtocol } from './memcached/text-protocol.js';
import { OutputBuffers } from './output-buffers.js';
import { type ReplyKind, replyKind, unexpectedReply, type WireProtocol } from './protocol.js';
import { respHandshake } from './resp-handshake.js';
import { RespProtocol } from './resp-protocol.js';
import { type Route, routeTo } from './route.js';

/** Our own client, made for load: nothing is allocated for an operation beyond what the socket itself needs. */
export const wireDriver: DriverDefinition = {
  summary: 'Our own client over plain sockets, for when the generator must not be the limit.',
  clientPolicies: ['measured'],
  async open(options, host) {
    const driver = new WireDriver(options, host, createProtocol(options), routeTo(options));
    const failure = await driver.connect();
    if (failure === undefined) return driver;
    await driver[Symbol.asyncDispose]();
    throw new Error(failure);
  },
};

function createProtocol(options: DriverOptions): WireProtocol {
  const { view, protocol } = options;
  if (view.kind === 'pool') return protocol === 'text' ? createTextProtocol(options) : createMetaProtocol(options);
  const version = protocol === 'resp3' ? 3 : protocol === 'resp2' ? 2 : (view.access.respVersion ?? 2);
  return new RespProtocol(options, respHandshake(view.access, version));
}

class WireDriver implements Driver, LineListener {
  #options: DriverOptions;
  #host: DriverHost;
  #protocol: WireProtocol;
  #route: Route;
  #nodeCount: number;
  /** By connection, then by node. */
  #lines: readonly Line[];
  #opener: LineOpener;
  #outputs: OutputBuffers;
  /** Of an operation with two replies, what the first showed. NaN: it has not come. */
  #shown: Float64Array;
  /** The error that the first of two replies was. */
  #refused = new Map<number, string>();
  /** The use of each slot that its request was sent for. */
  #generation: Uint32Array;
  #dirty: Line[] = [];
  #stopped = false;

  constructor(options: DriverOptions, host: DriverHost, protocol: WireProtocol, route: Route) {
    const { slots, connections } = options;
    this.#options = options;
    this.#host = host;
    this.#protocol = protocol;
    this.#route = route;
    this.#nodeCount = route.nodeCount;
    this.#outputs = new OutputBuffers(protocol.mostRequestBytes * slots.pipeline);
    this.#shown = new Float64Array(slots.count).fill(Number.NaN);
    this.#generation = new Uint32Array(slots.count);
    const lineCount = connections * route.nodeCount;
    const waiting = new Uint32Array(lineCount * slots.pipeline);
    this.#lines = Array.from({ length: lineCount }, (_, index) => {
      const place = { connectionIndex: Math.floor(index / route.nodeCount), node: index % route.nodeCount };
      return new Line(place, waiting, index * slots.pipeline, slots.pipeline);
    });
    this.#opener = new LineOpener(route, protocol, options.view.access, options.deadlineMs, this);
  }

  /** Opens all connections; gives why not, when that took too long or is refused for good. */
  connect(): Promise<string | undefined> {
    return this.#opener.openAll(this.#lines);
  }

  send(slot: number): void {
    const line = this.#lineOf(slot);
    this.#generation[slot] = this.#options.slots.generation[slot]!;
    if (!line.isReady) {
      setImmediate(() => this.#settle(slot, outcomeCode.fail, 'notSent', notObserved));
      return;
    }
    if (line.output === undefined) {
      line.output = this.#outputs.take();
      this.#dirty.push(line);
    }
    line.outputBytes = this.#protocol.encode(slot, line.output, line.outputBytes);
    line.push(slot);
  }

  flush(): void {
    const dirty = this.#dirty;
    for (let index = 0; index < dirty.length; index += 1) {
      const line = dirty[index]!;
      const { output, outputBytes } = line;
      line.output = undefined;
      line.outputBytes = 0;
      if (output === undefined) continue;
      // A socket that could not pass all on holds on to the buffer: it must not be written again.
      if (line.connection === undefined || line.connection.send(output, outputBytes)) this.#outputs.giveBack(output);
    }
    dirty.length = 0;
  }

  deadlinePassed(slot: number): void {
    this.#lineOf(slot).connection?.drop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    this.#opener.stop();
    for (const line of this.#lines) line.connection?.drop();
  }

  lineReady(line: Line, endpoint: string): void {
    this.#host.connectionChanged(line.connectionIndex, endpoint);
  }

  /** Whatever waits was written to the socket in the turn in which it was sent, and may have been executed. */
  lineLost(line: Line, errorClass: string): void {
    const first = line.connectionIndex * this.#nodeCount;
    const isWhollyLost = this.#lines.slice(first, first + this.#nodeCount).every(({ isReady }) => !isReady);
    if (!this.#stopped && isWhollyLost) this.#host.connectionChanged(line.connectionIndex, null);
    line.outputBytes = 0;
    while (line.size > 0) {
      const slot = line.oldest();
      line.removeOldest();
      this.#refused.delete(slot);
      this.#settle(slot, outcomeCode.indeterminate, errorClass, notObserved);
    }
  }

  repliesArrive(): void {
    this.#host.repliesArrive();
  }

  repliesHandled(): void {
    this.#host.repliesHandled();
  }

  reply(line: Line, kind: ReplyKind, buffer: Buffer, start: number, end: number, integer: number): void {
    if (line.size === 0) {
      // An answer to nothing: the stream can't be trusted any longer.
      line.connection?.drop();
      return;
    }
    const slot = line.oldest();
    if (!this.#protocol.hasTwoReplies(slot)) {
      line.removeOldest();
      this.#settleReply(line, slot, kind, buffer, start, end, integer);
    } else if (!this.#keepFirst(slot, kind, buffer, start, end, integer)) {
      line.removeOldest();
      this.#settleSecond(line, slot, kind, buffer, start, end, integer);
    }
  }

  #lineOf(slot: number): Line {
    const connection = this.#options.slots.connectionOf(slot);
    return this.#nodeCount === 1
      ? this.#lines[connection]!
      : this.#lines[connection * this.#nodeCount + this.#route.nodeOf(slot)]!;
  }

  /** Keeps the first of two replies; false when it is the second. */
  #keepFirst(slot: number, kind: ReplyKind, buffer: Buffer, start: number, end: number, integer: number): boolean {
    if (!Number.isNaN(this.#shown[slot]!)) return false;
    if (kind === replyKind.error) {
      this.#shown[slot] = notObserved;
      this.#refused.set(slot, buffer.toString('latin1', start, end));
    } else this.#shown[slot] = this.#protocol.show(slot, kind, buffer, start, end, integer);
    return true;
  }

  #settleSecond(
    line: Line,
    slot: number,
    kind: ReplyKind,
    buffer: Buffer,
    start: number,
    end: number,
    integer: number,
  ): void {
    const shown = this.#shown[slot]!;
    const refusal = this.#refused.get(slot);
    if (refusal !== undefined) this.#refused.delete(slot);
    const error = kind === replyKind.error ? buffer.toString('latin1', start, end) : undefined;
    if (this.#protocol.firstReplyCounts && refusal !== undefined) this.#settleError(line, slot, refusal);
    // What refuses a WAIT says nothing about the write before it, which was executed.
    else if (this.#protocol.firstReplyCounts && error !== undefined) this.#settleInDoubt(slot, 'waitRefused');
    else if (error !== undefined) this.#settleError(line, slot, error);
    else if (shown === unexpectedReply) this.#settleInDoubt(slot, 'unexpectedReply');
    else this.#settleUnlessDoubted(slot, shown, this.#protocol.doubt(slot, kind, buffer, start, end, integer));
  }

  #settleUnlessDoubted(slot: number, shown: number, doubt: string): void {
    if (doubt === '') this.#settle(slot, outcomeCode.ok, '', shown);
    else this.#settleInDoubt(slot, doubt);
  }

  #settleInDoubt(slot: number, errorClass: string): void {
    this.#settle(slot, outcomeCode.indeterminate, errorClass, notObserved);
  }

  #settleReply(
    line: Line,
    slot: number,
    kind: ReplyKind,
    buffer: Buffer,
    start: number,
    end: number,
    integer: number,
  ): void {
    if (kind === replyKind.error) {
      this.#settleError(line, slot, buffer.toString('latin1', start, end));
      return;
    }
    const shown = this.#protocol.show(slot, kind, buffer, start, end, integer);
    if (shown !== unexpectedReply) this.#host.settle(slot, this.#generation[slot]!, outcomeCode.ok, '', shown);
    else this.#settle(slot, outcomeCode.indeterminate, 'unexpectedReply', notObserved);
  }

  #settleError(line: Line, slot: number, message: string): void {
    const { errorClass, outcome } = judgeError(message);
    this.#settle(slot, outcome, errorClass, notObserved);
    // A replica: its clients must look for the primary again.
    if (errorClass === 'READONLY') line.connection?.drop();
  }

  #settle(slot: number, outcome: OutcomeCode, errorClass: string, observed: number): void {
    this.#shown[slot] = Number.NaN;
    this.#host.settle(slot, this.#generation[slot]!, outcome, errorClass, observed);
  }
}
