import { missing, notObserved } from '../../../audit/observation.js';
import { pause } from '../../../clock/wait.js';
import { type Endpoint, endpointName } from '../../../model/node.js';
import { operationKinds } from '../../workload/operations.js';
import {
  type Driver,
  type DriverDefinition,
  type DriverHost,
  type DriverOptions,
  type OutcomeCode,
  outcomeCode,
  waitTimeoutMs,
} from '../driver.js';
import { judgeError } from '../outcome-rules.js';
import type { Refusal } from '../refusal.js';
import { findPrimary, type PrimaryAnswer } from './find-primary.js';
import { observeBytes } from './observe-bytes.js';
import { type ReplyKind, type ReplyListener, replyKind } from './protocol.js';
import { ReplyReader } from './reply-reader.js';
import { RequestFrames } from './request-frames.js';
import { respHandshake } from './resp-handshake.js';
import { WireConnection } from './wire-connection.js';

const readBufferBytes = 64 * 1024;
const reconnectDelayMs = 50;
const openTimeoutMs = 10_000;
const setCode = operationKinds.indexOf('set');

/** Our own client, made for load: nothing is allocated for an operation beyond what the socket itself needs. */
export const wireDriver: DriverDefinition = {
  summary: 'Our own client over plain sockets, for when the generator must not be the limit.',
  clientPolicies: ['measured'],
  async open(options, host) {
    const driver = new WireDriver(options, host);
    const failure = await driver.connect();
    if (failure === undefined) return driver;
    await driver[Symbol.asyncDispose]();
    throw new Error(failure);
  },
};

/** One of the driver's connections, across reconnects. */
interface Line {
  readonly index: number;
  connection: WireConnection | undefined;
  /** Slots whose requests are not answered, oldest first; a ring. */
  readonly waiting: Uint32Array;
  head: number;
  size: number;
  /** What is written next; replaced when the socket holds on to it. */
  output: Buffer;
  outputBytes: number;
}

class WireDriver implements Driver {
  #options: DriverOptions;
  #host: DriverHost;
  #frames: RequestFrames;
  #runTag: Buffer;
  #lines: Line[];
  #readBuffer = Buffer.alloc(readBufferBytes);
  /** A write of the slot waits for its WAIT; what its own reply showed. NaN: the reply has not come. */
  #shown: Float64Array;
  /** Error replies of writes whose WAIT is still to be answered. */
  #refused = new Map<number, string>();
  /** The use of each slot that its request was sent for. */
  #generation: Uint32Array;
  #waitRequest: Buffer | null;
  #stop = new AbortController();
  #finding: Promise<PrimaryAnswer> | undefined;
  /** While the connections are opened for the first time. */
  #opening: AbortController | undefined;
  #lastRefusal: Refusal | undefined;
  #dirty: Line[] = [];

  constructor(options: DriverOptions, host: DriverHost) {
    const { slots, runTag, valueBytes, chain, waitReplicas, deadlineMs } = options;
    this.#options = options;
    this.#host = host;
    this.#frames = new RequestFrames({ runTag, valueBytes, chain });
    this.#runTag = Buffer.from(runTag);
    this.#shown = new Float64Array(slots.count).fill(Number.NaN);
    this.#generation = new Uint32Array(slots.count);
    const wait = ['WAIT', String(waitReplicas), String(waitTimeoutMs(deadlineMs))];
    this.#waitRequest =
      waitReplicas === 0 ? null : Buffer.from(`*3\r\n${wait.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`);
    this.#lines = Array.from({ length: options.connections }, (_, index) => this.#newLine(index));
  }

  /** Opens all connections; gives why not, when that took too long or is refused for good. */
  async connect(): Promise<string | undefined> {
    // Not AbortSignal.timeout under AbortSignal.any: Node 20 may collect it before it fires, and this would never end.
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), openTimeoutMs);
    this.#opening = patience;
    const opened = await Promise.all(this.#lines.map((line) => this.#open(line, patience.signal)));
    this.#opening = undefined;
    clearTimeout(timer);
    if (opened.every(Boolean)) return undefined;
    const { reason, isFinal } = this.#lastRefusal ?? { reason: 'no server answered', isFinal: false };
    return isFinal
      ? reason
      : `no primary took ${this.#options.connections} connections within ${openTimeoutMs / 1000} s; the last refusal: ${reason}`;
  }

  send(slot: number): void {
    const line = this.#lines[this.#options.slots.connectionOf(slot)]!;
    const { key, sequence, kind, generation } = this.#options.slots;
    this.#generation[slot] = generation[slot]!;
    const { output } = line;
    if (line.outputBytes === 0) this.#dirty.push(line);
    if (kind[slot] === setCode) {
      line.outputBytes = this.#frames.set(output, line.outputBytes, key[slot]!, sequence[slot]!);
      if (this.#waitRequest) line.outputBytes += this.#waitRequest.copy(output, line.outputBytes);
    } else line.outputBytes = this.#frames.get(output, line.outputBytes, key[slot]!);
    line.waiting[(line.head + line.size) % line.waiting.length] = slot;
    line.size += 1;
  }

  flush(): void {
    for (const line of this.#dirty) {
      const length = line.outputBytes;
      line.outputBytes = 0;
      if (line.connection && length > 0 && !line.connection.send(line.output, length)) line.output = this.#newOutput();
    }
    this.#dirty.length = 0;
  }

  deadlinePassed(connection: number): void {
    this.#lines[connection]?.connection?.drop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    for (const line of this.#lines) line.connection?.drop();
  }

  #newLine(index: number): Line {
    const waiting = new Uint32Array(this.#options.slots.pipeline);
    return { index, connection: undefined, waiting, head: 0, size: 0, output: this.#newOutput(), outputBytes: 0 };
  }

  #newOutput(): Buffer {
    const mostBytes = this.#frames.mostBytes + (this.#waitRequest?.length ?? 0);
    return Buffer.allocUnsafeSlow(mostBytes * this.#options.slots.pipeline);
  }

  /** Tries again and again, with a fixed delay, until the line has a primary. False: `signal` ended it. */
  async #open(line: Line, signal: AbortSignal): Promise<boolean> {
    while (!signal.aborted) {
      const { endpoint, refusal } = await this.#findPrimary();
      if (refusal) this.#noteRefusal(refusal);
      else if (!signal.aborted && (await this.#tryOnce(line, endpoint))) return true;
      await pause(reconnectDelayMs, signal);
    }
    return false;
  }

  /** All lines that look for the primary at the same time share one question. */
  #findPrimary(): Promise<PrimaryAnswer> {
    this.#finding ??= findPrimary(this.#options.view, this.#options.deadlineMs).finally(() => {
      this.#finding = undefined;
    });
    return this.#finding;
  }

  /** A cluster that has served us will do so again; but before that a final refusal is the end. */
  #noteRefusal(refusal: Refusal): void {
    // The others end because of it, and have less to say.
    if (this.#lastRefusal?.isFinal && this.#opening) return;
    this.#lastRefusal = refusal;
    if (refusal.isFinal) this.#opening?.abort();
  }

  #tryOnce(line: Line, endpoint: Endpoint): Promise<boolean> {
    return new Promise((resolve) => {
      let wasReady = false;
      const { view, deadlineMs } = this.#options;
      const connection = {
        endpoint,
        access: view.access,
        handshake: respHandshake(view.access, view.access.respVersion ?? 2),
        createReader: (listener: ReplyListener) => new ReplyReader(listener),
        readBuffer: this.#readBuffer,
        timeoutMs: deadlineMs,
      };
      line.connection = new WireConnection(connection, {
        ready: (reached) => {
          wasReady = true;
          this.#host.connectionChanged(line.index, endpointName(reached));
          resolve(true);
        },
        refused: ({ reason, isFinal }) =>
          this.#noteRefusal({ reason: `${endpointName(endpoint)}: ${reason}`, isFinal }),
        reply: (kind, buffer, start, end, integer) => this.#take(line, kind, buffer, start, end, integer),
        closed: (errorClass) => {
          line.connection = undefined;
          if (wasReady) this.#lost(line, errorClass);
          else resolve(false);
        },
      });
    });
  }

  /** Whatever stands in the ring was written to the socket in the turn in which it was sent, and may have been executed. */
  #lost(line: Line, errorClass: string): void {
    if (!this.#stop.signal.aborted) this.#host.connectionChanged(line.index, null);
    line.outputBytes = 0;
    while (line.size > 0) {
      const slot = this.#oldest(line);
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
    const slot = line.waiting[line.head]!;
    const isWrite = this.#options.slots.kind[slot] === setCode;
    if (isWrite && this.#waitRequest !== null) this.#takeWithWait(line, slot, kind, buffer, start, end, integer);
    else {
      this.#oldest(line);
      this.#settleReply(line, slot, kind, buffer, start, end);
    }
  }

  /** The write's own reply first, then that of its WAIT. */
  #takeWithWait(
    line: Line,
    slot: number,
    kind: ReplyKind,
    buffer: Buffer,
    start: number,
    end: number,
    integer: number,
  ): void {
    if (Number.isNaN(this.#shown[slot]!)) {
      this.#shown[slot] = this.#show(slot, kind, buffer, start, end);
      if (kind === replyKind.error) this.#refused.set(slot, buffer.toString('latin1', start, end));
      return;
    }
    const shown = this.#shown[slot]!;
    this.#shown[slot] = Number.NaN;
    this.#oldest(line);
    const refusal = this.#refused.get(slot);
    this.#refused.delete(slot);
    if (refusal !== undefined) this.#settleError(line, slot, refusal);
    else if (kind === replyKind.error) this.#settle(slot, outcomeCode.indeterminate, 'waitRefused', notObserved);
    else if (kind === replyKind.integer && integer >= this.#options.waitReplicas)
      this.#settle(slot, outcomeCode.ok, '', shown);
    else this.#settle(slot, outcomeCode.indeterminate, 'waitShort', notObserved);
  }

  #oldest(line: Line): number {
    const slot = line.waiting[line.head]!;
    line.head = (line.head + 1) % line.waiting.length;
    line.size -= 1;
    return slot;
  }

  #settleReply(line: Line, slot: number, kind: ReplyKind, buffer: Buffer, start: number, end: number): void {
    if (kind === replyKind.error) this.#settleError(line, slot, buffer.toString('latin1', start, end));
    else if (this.#isAnswer(slot, kind, buffer, start, end))
      this.#settle(slot, outcomeCode.ok, '', this.#show(slot, kind, buffer, start, end));
    else this.#settle(slot, outcomeCode.indeterminate, 'unexpectedReply', notObserved);
  }

  #settleError(line: Line, slot: number, message: string): void {
    const { errorClass, outcome } = judgeError(message);
    this.#settle(slot, outcome, errorClass, notObserved);
    // A replica: its clients must look for the primary again.
    if (errorClass === 'READONLY') line.connection?.drop();
  }

  /** Whether a server that keeps to the protocol can answer so. */
  #isAnswer(slot: number, kind: ReplyKind, buffer: Buffer, start: number, end: number): boolean {
    if (this.#options.slots.kind[slot] !== setCode || this.#options.chain)
      return kind === replyKind.text || kind === replyKind.missing;
    return kind === replyKind.text && end - start === 2 && buffer[start] === 0x4f && buffer[start + 1] === 0x4b;
  }

  /** What the reply shows of the key. */
  #show(slot: number, kind: ReplyKind, buffer: Buffer, start: number, end: number): number {
    const { slots, chain } = this.#options;
    if (slots.kind[slot] === setCode && !chain) return notObserved;
    if (kind === replyKind.missing) return missing;
    return kind === replyKind.text ? observeBytes(buffer, start, end, this.#runTag, slots.key[slot]!) : notObserved;
  }

  #settle(slot: number, outcome: OutcomeCode, errorClass: string, observed: number): void {
    this.#shown[slot] = Number.NaN;
    this.#host.settle(slot, this.#generation[slot]!, outcome, errorClass, observed);
  }
}
