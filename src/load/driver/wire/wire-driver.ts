import { notObserved } from '../../../audit/observation.js';
import { pause } from '../../../clock/wait.js';
import type { Endpoint } from '../../../model/node.js';
import {
  type Driver,
  type DriverDefinition,
  type DriverHost,
  type DriverOptions,
  type OutcomeCode,
  outcomeCode,
} from '../driver.js';
import { judgeError } from '../outcome-rules.js';
import { findPrimary } from './find-primary.js';
import { Line } from './line.js';
import { OutputBuffers } from './output-buffers.js';
import { type ReplyKind, replyKind, unexpectedReply, type WireProtocol } from './protocol.js';
import { RespProtocol } from './resp-protocol.js';
import { WireConnection } from './wire-connection.js';

const readBufferBytes = 64 * 1024;
const reconnectDelayMs = 50;
const openTimeoutMs = 10_000;
/** A server takes so many connections at once, and leaves more to be tried again a second later. */
const mostOpenedAtOnce = 200;

/** Our own client, made for load: nothing is allocated for an operation beyond what the socket itself needs. */
export const wireDriver: DriverDefinition = {
  summary: 'Our own client over plain sockets, for when the generator must not be the limit.',
  clientPolicies: ['measured'],
  async open(options, host) {
    const driver = new WireDriver(options, host, new RespProtocol(options, []));
    if (await driver.connect()) return driver;
    await driver[Symbol.asyncDispose]();
    throw new Error(`no primary took ${options.connections} connections within ${openTimeoutMs / 1000} s`);
  },
};

class WireDriver implements Driver {
  #options: DriverOptions;
  #host: DriverHost;
  #protocol: WireProtocol;
  #lines: readonly Line[];
  #readBuffer = Buffer.alloc(readBufferBytes);
  #outputs: OutputBuffers;
  /** Of an operation with two replies, what the first showed. NaN: it has not come. */
  #shown: Float64Array;
  /** The error that the first of two replies was. */
  #refused = new Map<number, string>();
  /** The use of each slot that its request was sent for. */
  #generation: Uint32Array;
  #stop = new AbortController();
  #finding: Promise<Endpoint | undefined> | undefined;
  #dirty: Line[] = [];

  constructor(options: DriverOptions, host: DriverHost, protocol: WireProtocol) {
    const { slots, connections } = options;
    this.#options = options;
    this.#host = host;
    this.#protocol = protocol;
    this.#outputs = new OutputBuffers(protocol.mostRequestBytes * slots.pipeline);
    this.#shown = new Float64Array(slots.count).fill(Number.NaN);
    this.#generation = new Uint32Array(slots.count);
    const waiting = new Uint32Array(slots.count);
    this.#lines = Array.from(
      { length: connections },
      (_, index) => new Line({ connectionIndex: index, node: 0 }, waiting, index * slots.pipeline, slots.pipeline),
    );
  }

  /** Opens all connections; false when that took too long. */
  async connect(): Promise<boolean> {
    // Not AbortSignal.timeout under AbortSignal.any: Node 20 may collect it before it fires, and this would never end.
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), openTimeoutMs);
    const opened: boolean[] = [];
    for (let first = 0; first < this.#lines.length; first += mostOpenedAtOnce) {
      const lines = this.#lines.slice(first, first + mostOpenedAtOnce);
      opened.push(...(await Promise.all(lines.map((line) => this.#open(line, patience.signal)))));
      if (patience.signal.aborted) break;
    }
    clearTimeout(timer);
    return opened.length === this.#lines.length && opened.every(Boolean);
  }

  send(slot: number): void {
    const line = this.#lines[this.#options.slots.connectionOf(slot)]!;
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

  deadlinePassed(connection: number): void {
    this.#lines[connection]?.connection?.drop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    for (const line of this.#lines) line.connection?.drop();
  }

  /** Tries again and again, with a fixed delay, until the line has a primary. False: `signal` ended it. */
  async #open(line: Line, signal: AbortSignal): Promise<boolean> {
    while (!signal.aborted) {
      const endpoint = await this.#findPrimary();
      if (endpoint && !signal.aborted && (await this.#tryOnce(line, endpoint))) return true;
      await pause(reconnectDelayMs, signal);
    }
    return false;
  }

  /** All lines that look for the primary at the same time share one question. */
  #findPrimary(): Promise<Endpoint | undefined> {
    this.#finding ??= findPrimary(this.#options.view, this.#options.deadlineMs).finally(() => {
      this.#finding = undefined;
    });
    return this.#finding;
  }

  #tryOnce(line: Line, endpoint: Endpoint): Promise<boolean> {
    return new Promise((resolve) => {
      let wasReady = false;
      line.connection = new WireConnection(endpoint, this.#readBuffer, this.#options.deadlineMs, {
        ready: ({ host, port }) => {
          wasReady = true;
          line.isReady = true;
          this.#host.connectionChanged(line.connectionIndex, `${host}:${port}`);
          resolve(true);
        },
        repliesArrive: () => this.#host.repliesArrive(),
        reply: (kind, buffer, start, end, integer) => this.#take(line, kind, buffer, start, end, integer),
        repliesHandled: () => this.#host.repliesHandled(),
        closed: (errorClass) => {
          line.connection = undefined;
          line.isReady = false;
          if (wasReady) this.#lost(line, errorClass);
          else resolve(false);
        },
      });
    });
  }

  /** Whatever stands in the ring was written to the socket in the turn in which it was sent, and may have been executed. */
  #lost(line: Line, errorClass: string): void {
    if (!this.#stop.signal.aborted) this.#host.connectionChanged(line.connectionIndex, null);
    line.outputBytes = 0;
    while (line.size > 0) {
      const slot = line.oldest();
      line.removeOldest();
      this.#refused.delete(slot);
      this.#settle(slot, outcomeCode.indeterminate, errorClass, notObserved);
    }
    void this.#open(line, this.#stop.signal);
  }

  #take(line: Line, kind: ReplyKind, buffer: Buffer, start: number, end: number, integer: number): void {
    if (line.size === 0) {
      // An answer to nothing: the stream can't be trusted any longer.
      line.connection?.drop();
      return;
    }
    const slot = line.oldest();
    if (this.#protocol.hasTwoReplies(slot) && this.#isFirst(slot, kind, buffer, start, end, integer)) return;
    line.removeOldest();
    if (this.#protocol.hasTwoReplies(slot)) this.#settleSecond(line, slot, kind, buffer, start, end, integer);
    else this.#settleReply(line, slot, kind, buffer, start, end, integer);
  }

  /** Keeps the first of two replies; false when it is the second. */
  #isFirst(slot: number, kind: ReplyKind, buffer: Buffer, start: number, end: number, integer: number): boolean {
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
