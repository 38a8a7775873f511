import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Endpoint } from '../model/node.js';
import { DelayLine } from './delay-line.js';
import type { ReplicationTap } from './replication-tap.js';
import { resetSocket } from './reset-socket.js';

/** One end of a link: a node by its id, or the clients. */
export type LinkEnd = string;
export const clientsEnd: LinkEnd = 'clients';

/** A node behind a relay, and where it listens. */
export interface RelayPlace {
  readonly node: LinkEnd;
  readonly target: Endpoint;
}

export interface RelayOptions extends RelayPlace {
  readonly listenHost: string;
  /** Absent or 0: chosen by the kernel. */
  readonly listenPort?: number;
  /** A tap for the replication connection that a caller has just requested; null: the traffic can't be read. */
  readonly openTap: ((caller: LinkEnd, node: LinkEnd) => ReplicationTap) | null;
  /** Identifies the connecting end by its source address. */
  readonly callerOf: (address: string) => LinkEnd;
  readonly delayMs: (caller: LinkEnd, node: LinkEnd) => number;
  /** Absent: data. */
  readonly serves?: RelayService;
}

/** The purpose of the server behind a relay. */
export type RelayService = 'data' | 'bus' | 'sentinel';

/** One relayed connection. */
export interface RelayedConnection {
  readonly caller: LinkEnd;
  readonly node: LinkEnd;
  readonly serves: RelayService;
  /** Caller to node. */
  readonly forth: DelayLine;
  /** Node to caller. */
  readonly back: DelayLine;
  reset(): void;
}

/** A listening relay in front of a node. It knows every connection through it and its caller. */
export class Relay {
  readonly connections = new Set<RelayedConnection>();
  /** Called for each new connection before any byte passes. */
  onConnection: (connection: RelayedConnection) => void = () => {};
  #options: RelayOptions;
  #places: readonly RelayPlace[];
  #accepted = 0;
  #server: Server;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#places = [options];
    this.#server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (socket) =>
      this.#accept(socket),
    );
  }

  async listen(): Promise<Endpoint> {
    const { listenHost: host, listenPort: port = 0 } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host, port, backlog: 4096 }, resolve);
    });
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('a relay has no address');
    return { host, port: address.port };
  }

  /** New connections go to these places in turn; existing ones stay where they are. */
  lead(places: readonly RelayPlace[]): void {
    this.#places = places;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const connection of this.connections) connection.reset();
    await closed;
  }

  #accept(source: Socket): void {
    const caller = this.#options.callerOf(source.remoteAddress ?? '');
    const { node, target } = this.#places[this.#accepted % this.#places.length] ?? this.#options;
    this.#accepted += 1;
    const sink = connect({ ...target, allowHalfOpen: true, noDelay: true });
    // An error is always followed by a close, which is what counts.
    source.on('error', () => {});
    sink.on('error', () => {});
    const delayMs = this.#options.delayMs(caller, node);
    const forth = new DelayLine(source, sink, delayMs);
    const back = new DelayLine(sink, source, delayMs);
    const { openTap } = this.#options;
    if (caller !== clientsEnd && openTap !== null) tapReplication(source, back, () => openTap(caller, node));
    const connection: RelayedConnection = {
      caller,
      node,
      serves: this.#options.serves ?? 'data',
      forth,
      back,
      reset: () => {
        forth.stop();
        back.stop();
        resetSocket(source);
        resetSocket(sink);
        this.connections.delete(connection);
      },
    };
    this.connections.add(connection);
    const forget = () => {
      if (source.destroyed && sink.destroyed) this.connections.delete(connection);
    };
    source.on('close', forget);
    sink.on('close', forget);
    this.onConnection(connection);
    forth.start();
    back.start();
  }
}

// A replica sends PSYNC before the primary streams to it; a sentinel never does.
function tapReplication(source: Socket, back: DelayLine, open: () => ReplicationTap): void {
  let heard = '';
  const listen = (chunk: Buffer) => {
    heard = (heard + chunk.toString('latin1')).slice(-4096);
    if (!/PSYNC/i.test(heard)) {
      if (heard.length >= 4096) source.off('data', listen);
      return;
    }
    source.off('data', listen);
    back.tap = open();
  };
  source.prependListener('data', listen);
}
