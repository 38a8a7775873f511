import { notObserved } from '../../../audit/observation.js';
import { memcachedFamily, respFamily } from '../../../model/protocol-family.js';
import {
  type Driver,
  type DriverDefinition,
  type DriverHost,
  type DriverOptions,
  type OutcomeCode,
  outcomeCode,
} from '../driver.js';
import { judgeError } from '../outcome-rules.js';
import { ClusterRoute } from './cluster/cluster-route.js';
import { askingRequest, type RedirectionListener, Redirections } from './cluster/redirections.js';
import { Line } from './line.js';
import { type LineListener, LineOpener } from './line-opener.js';
import { createMetaProtocol } from './memcached/meta-protocol.js';
import { createTextProtocol } from './memcached/text-protocol.js';
import { OutputBuffers } from './output-buffers.js';
import { type ReplyKind, replyKind, unexpectedReply, type WireProtocol } from './protocol.js';
import { clusterHandshake, respHandshake } from './resp-handshake.js';
import { RespProtocol } from './resp-protocol.js';
import type { Route } from './route.js';
import { routeTo } from './route-to.js';

/** Our own client, built for load: allocates nothing per operation beyond what the socket itself needs. */
export const wireDriver: DriverDefinition = {
  summary: 'Our own client over plain sockets, for loads that must not be limited by the generator.',
  clientPolicies: ['measured'],
  protocols: [...respFamily.protocols, ...memcachedFamily.protocols],
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
  const handshake =
    view.kind === 'cluster'
      ? clusterHandshake(view.access, version, view.readFrom !== 'primary')
      : respHandshake(view.access, version);
  return new RespProtocol(options, handshake);
}

class WireDriver implements Driver, LineListener, RedirectionListener {
  #options: DriverOptions;
  #host: DriverHost;
  #protocol: WireProtocol;
  #continues: WireProtocol['continues'];
  #route: Route;
  #nodeCount = 0;
  /** The route through a cluster, whose members change; undefined otherwise. */
  #cluster: ClusterRoute | undefined;
  #redirections: Redirections | undefined;
  /** By slot: whether the reply to ASKING comes first. */
  #awaitsAsking: Uint8Array;
  /** By slot: the node that the operation was last sent to; -1: none. */
  #sentTo: Int32Array;
  /** By connection, then by node. Lines to cluster members are created on first use. */
  #lines: (Line | undefined)[] = [];
  #opener: LineOpener;
  #outputs: OutputBuffers;
  /** For an operation with two replies: what the first showed. NaN: not received yet. */
  #shown: Float64Array;
  /** The error in the first of two replies, or in one of several. */
  #refused = new Map<number, string>();
  /** The error from ASKING, until the operation behind it is answered. */
  #askingRefused = new Map<number, string>();
  /** The generation of each slot for which its request was sent. */
  #generation: Uint32Array;
  #dirty: Line[] = [];
  #stopped = false;

  constructor(options: DriverOptions, host: DriverHost, protocol: WireProtocol, route: Route) {
    const { slots } = options;
    this.#options = options;
    this.#host = host;
    this.#protocol = protocol;
    this.#continues = protocol.continues;
    this.#route = route;
    this.#sentTo = new Int32Array(slots.count).fill(-1);
    this.#awaitsAsking = new Uint8Array(slots.count);
    this.#outputs = new OutputBuffers((protocol.mostRequestBytes + askingRequest.length) * slots.pipeline);
    this.#shown = new Float64Array(slots.count).fill(Number.NaN);
    this.#generation = new Uint32Array(slots.count);
    if (route instanceof ClusterRoute) {
      this.#cluster = route;
      this.#redirections = new Redirections(route, slots.count, options.deadlineMs, this);
    }
    this.#opener = new LineOpener(route, protocol, options, this);
  }

  /** Opens all connections; returns the reason if that takes too long or is refused permanently. */
  async connect(): Promise<string | undefined> {
    const refusal = await this.#cluster?.start();
    if (refusal !== undefined) return refusal.reason;
    this.#nodeCount = this.#route.nodeCount;
    const nodes = this.#cluster?.wanted() ?? [...new Array(this.#nodeCount).keys()];
    const lines = nodes.flatMap((node) => this.#linesTo(node));
    if (this.#cluster) this.#cluster.onChange = (promoted) => this.#mapChanged(promoted);
    return this.#opener.openAll(lines, this.#options.giveUp);
  }

  send(slot: number): void {
    this.#generation[slot] = this.#options.slots.generation[slot]!;
    this.#redirections?.begin(slot);
    const node = this.#nodeCount === 1 ? 0 : this.#route.nodeOf(slot);
    if (this.#sendTo(slot, node, false)) return;
    setImmediate(() => this.#settle(slot, outcomeCode.fail, 'notSent', notObserved));
  }

  resend(slot: number, node: number, isAsk: boolean): boolean {
    const isSent = this.#sendTo(slot, node, isAsk);
    if (isSent) setImmediate(() => this.flush());
    return isSent;
  }

  giveUp(slot: number, message: string): void {
    this.#settleRefused(slot, message);
  }

  flush(): void {
    const dirty = this.#dirty;
    for (let index = 0; index < dirty.length; index += 1) {
      const line = dirty[index]!;
      const { output, outputBytes } = line;
      line.output = undefined;
      line.outputBytes = 0;
      if (output === undefined) continue;
      // A socket that could not write everything still uses the buffer: it must not be overwritten.
      if (line.connection === undefined || line.connection.send(output, outputBytes)) this.#outputs.giveBack(output);
    }
    dirty.length = 0;
  }

  deadlinePassed(slot: number): void {
    // An operation awaiting its next redirection is on no line.
    this.#redirections?.forget(slot);
    this.#lineOf(slot)?.connection?.drop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    this.#opener.stop();
    this.#cluster?.stop();
    this.#redirections?.stop();
    for (const line of this.#lines) line?.connection?.drop();
  }

  lineReady(line: Line, endpoint: string): void {
    this.#route.lineReady?.(line.node);
    line.endpoint = endpoint;
    line.isProven = this.#nodeCount === 1;
    this.#host.connectionChanged(line.connectionIndex, this.#nodeCount === 1 ? endpoint : '');
  }

  /** Every pending operation was written to the socket in the turn it was sent, and may have been executed. */
  lineLost(line: Line, errorClass: string): void {
    const first = line.connectionIndex * this.#nodeCount;
    const isWhollyLost = this.#lines.slice(first, first + this.#nodeCount).every((other) => other?.isReady !== true);
    if (!this.#stopped && isWhollyLost) this.#host.connectionChanged(line.connectionIndex, null);
    if (!this.#stopped) this.#route.lineLost?.(line.node);
    line.outputBytes = 0;
    while (line.size > 0) {
      const slot = line.oldest();
      line.removeOldest();
      this.#refused.delete(slot);
      this.#askingRefused.delete(slot);
      this.#awaitsAsking[slot] = 0;
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
      // A reply without a request: the stream can't be trusted any more.
      line.connection?.drop('protocol');
      return;
    }
    const slot = line.oldest();
    if (this.#awaitsAsking[slot] === 1) {
      this.#awaitsAsking[slot] = 0;
      // Without ASKING, the member redirects the operation again: the ASKING error is the operation's real cause.
      if (kind === replyKind.error) this.#askingRefused.set(slot, buffer.toString('latin1', start, end));
      return;
    }
    if (this.#continues?.(slot, kind, buffer, start, end, integer)) {
      if (kind === replyKind.error && !this.#refused.has(slot))
        this.#refused.set(slot, buffer.toString('latin1', start, end));
      return;
    }
    if (!this.#protocol.hasTwoReplies(slot)) {
      line.removeOldest();
      this.#settleReply(line, slot, kind, buffer, start, end, integer);
    } else if (!this.#keepFirst(slot, kind, buffer, start, end, integer)) {
      line.removeOldest();
      this.#settleSecond(line, slot, kind, buffer, start, end, integer);
    }
  }

  /** The line on which the operation in a slot was sent. */
  #lineOf(slot: number): Line | undefined {
    const node = this.#sentTo[slot]!;
    return node < 0 ? undefined : this.#lines[this.#options.slots.connectionOf(slot) * this.#nodeCount + node];
  }

  /** False: no line to that node is ready. */
  #sendTo(slot: number, node: number, isAsk: boolean): boolean {
    this.#sentTo[slot] = node;
    const line = this.#lineOf(slot);
    if (line === undefined || !line.isReady) {
      this.#sentTo[slot] = -1;
      return false;
    }
    if (line.output === undefined) {
      line.output = this.#outputs.take();
      this.#dirty.push(line);
    }
    if (isAsk) {
      this.#awaitsAsking[slot] = 1;
      line.outputBytes += askingRequest.copy(line.output, line.outputBytes);
    }
    line.outputBytes = this.#protocol.encode(slot, line.output, line.outputBytes);
    line.push(slot);
    return true;
  }

  /** The lines of all connections to a node, created where missing. */
  #linesTo(node: number): readonly Line[] {
    const { connections, slots } = this.#options;
    return Array.from({ length: connections }, (_, connectionIndex) => {
      const place = connectionIndex * this.#nodeCount + node;
      const line =
        this.#lines[place] ?? new Line({ connectionIndex, node }, new Uint32Array(slots.pipeline), 0, slots.pipeline);
      this.#lines[place] = line;
      return line;
    });
  }

  #mapChanged(promoted: readonly number[]): void {
    if (this.#stopped) return;
    for (const node of promoted) for (const line of this.#linesTo(node)) line.isProven = false;
    for (const node of this.#cluster?.wanted() ?? []) for (const line of this.#linesTo(node)) this.#opener.open(line);
  }

  /** Stores the first of two replies; false for the second. */
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
    // An error from WAIT says nothing about the write before it, which was executed.
    else if (this.#protocol.firstReplyCounts && error !== undefined) this.#settleInDoubt(slot, 'waitRefused');
    else if (error !== undefined) this.#settleError(line, slot, error);
    else if (shown === unexpectedReply) this.#settleInDoubt(slot, 'unexpectedReply');
    else {
      const doubt = this.#protocol.doubt(slot, kind, buffer, start, end, integer);
      if (doubt === '') this.#acknowledge(line, slot, shown);
      else this.#settleInDoubt(slot, doubt);
    }
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
    const refusal = this.#refused.size > 0 ? this.#refused.get(slot) : undefined;
    if (refusal !== undefined) {
      this.#refused.delete(slot);
      this.#settleError(line, slot, refusal);
      return;
    }
    if (kind === replyKind.error) {
      this.#settleError(line, slot, buffer.toString('latin1', start, end));
      return;
    }
    const shown = this.#protocol.show(slot, kind, buffer, start, end, integer);
    if (shown !== unexpectedReply) this.#acknowledge(line, slot, shown);
    else this.#settle(slot, outcomeCode.indeterminate, 'unexpectedReply', notObserved);
  }

  #acknowledge(line: Line, slot: number, shown: number): void {
    if (!line.isProven) {
      line.isProven = true;
      this.#host.nodeAnswered?.(line.endpoint);
    }
    if (this.#askingRefused.size > 0) this.#askingRefused.delete(slot);
    this.#shown[slot] = Number.NaN;
    this.#host.settle(slot, this.#generation[slot]!, outcomeCode.ok, '', shown);
  }

  #settleError(line: Line, slot: number, message: string): void {
    if (this.#redirections !== undefined) {
      this.#shown[slot] = Number.NaN;
      this.#sentTo[slot] = -1;
      const refusal = this.#askingRefused.get(slot);
      if (refusal !== undefined) {
        this.#askingRefused.delete(slot);
        this.#settleRefused(slot, refusal);
        return;
      }
      if (this.#redirections.follow(slot, line.node, message)) return;
    }
    // A replica: its clients must look for the primary again.
    if (this.#settleRefused(slot, message) === 'READONLY') line.connection?.drop();
  }

  /** The class of the error. */
  #settleRefused(slot: number, message: string): string {
    const { errorClass, outcome } = judgeError(message);
    this.#host.explainError?.(errorClass, message);
    this.#settle(slot, outcome, errorClass, notObserved);
    return errorClass;
  }

  #settle(slot: number, outcome: OutcomeCode, errorClass: string, observed: number): void {
    this.#shown[slot] = Number.NaN;
    this.#host.settle(slot, this.#generation[slot]!, outcome, errorClass, observed);
  }
}
