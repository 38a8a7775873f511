import { readSources } from '../../../model/client-view.js';
import { respFamily } from '../../../model/protocol-family.js';
import type { Driver, DriverDefinition, DriverHost, DriverOptions } from '../driver.js';
import { ClusterRoute } from './cluster/cluster-route.js';
import { askingRequest, type RedirectionListener, Redirections } from './cluster/redirections.js';
import { Line } from './line.js';
import { type LineListener, LineOpener } from './line-opener.js';
import { createMetaProtocol } from './memcached/meta-protocol.js';
import { createTextProtocol } from './memcached/text-protocol.js';
import { OutputBuffers } from './output-buffers.js';
import type { ReplyKind, WireProtocol } from './protocol.js';
import { ReplySettler } from './reply-settler.js';
import { clusterHandshake, respHandshake } from './resp-handshake.js';
import { RespProtocol } from './resp-protocol.js';
import type { Route } from './route.js';
import { routeTo } from './route-to.js';

/** Our own client, built for load: allocates nothing per operation beyond what the socket itself needs. */
export const wireDriver: DriverDefinition = {
  summary: 'Our own client over plain sockets, for loads that must not be limited by the generator.',
  clientPolicies: ['measured'],
  protocols: [...respFamily.protocols, 'meta', 'text'],
  readsFrom: readSources,
  library: async () => ({ name: 'wire', version: null }),
  settings: () => ({}),
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
  #route: Route;
  #nodeCount = 0;
  /** The route through a cluster, whose members change; undefined otherwise. */
  #cluster: ClusterRoute | undefined;
  #redirections: Redirections | undefined;
  #settler: ReplySettler;
  /** By slot: the node that the operation was last sent to; -1: none. */
  #sentTo: Int32Array;
  /** By connection, then by node. Lines to cluster members are created on first use. */
  #lines: (Line | undefined)[] = [];
  #opener: LineOpener;
  #outputs: OutputBuffers;
  #dirty: Line[] = [];
  #stopped = false;

  constructor(options: DriverOptions, host: DriverHost, protocol: WireProtocol, route: Route) {
    const { slots } = options;
    this.#options = options;
    this.#host = host;
    this.#protocol = protocol;
    this.#route = route;
    this.#sentTo = new Int32Array(slots.count).fill(-1);
    this.#outputs = new OutputBuffers((protocol.mostRequestBytes + askingRequest.length) * slots.perConnection);
    if (route instanceof ClusterRoute) {
      this.#cluster = route;
      this.#redirections = new Redirections(route, slots.count, options.deadlineMs, this);
    }
    this.#settler = new ReplySettler(options, host, protocol, this.#redirections, this.#sentTo);
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
    this.#settler.begin(slot, this.#options.slots.generation[slot]!);
    this.#redirections?.begin(slot);
    const node = this.#nodeCount === 1 ? 0 : this.#route.nodeOf(slot);
    if (this.#sendTo(slot, node, false)) return;
    setImmediate(() => this.#settler.notSent(slot));
  }

  resend(slot: number, node: number, isAsk: boolean): boolean {
    const isSent = this.#sendTo(slot, node, isAsk);
    if (isSent) setImmediate(() => this.flush());
    return isSent;
  }

  giveUp(slot: number, message: string): void {
    this.#settler.refused(slot, message);
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

  lineLost(line: Line, errorClass: string): void {
    const first = line.connectionIndex * this.#nodeCount;
    const isWhollyLost = this.#lines.slice(first, first + this.#nodeCount).every((other) => other?.isReady !== true);
    if (!this.#stopped && isWhollyLost) this.#host.connectionChanged(line.connectionIndex, null);
    if (!this.#stopped) this.#route.lineLost?.(line.node);
    line.outputBytes = 0;
    this.#settler.lineLost(line, errorClass);
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
    this.#settler.reply(line, kind, buffer, start, end, integer);
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
      this.#settler.asked(slot);
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
        this.#lines[place] ??
        new Line({ connectionIndex, node }, new Uint32Array(slots.perConnection), 0, slots.perConnection);
      this.#lines[place] = line;
      return line;
    });
  }

  #mapChanged(promoted: readonly number[]): void {
    if (this.#stopped) return;
    for (const node of promoted) for (const line of this.#linesTo(node)) line.isProven = false;
    for (const node of this.#cluster?.wanted() ?? []) for (const line of this.#linesTo(node)) this.#opener.open(line);
  }
}
