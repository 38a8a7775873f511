import type { Socket } from 'node:net';
import type { Command } from '../memcached-library/command.js';
import {
  closedMessage,
  type PoolClient,
  type PoolClientSettings,
  reopenDelayMs,
} from '../memcached-library/pool-client.js';

/** The parts of memjs used here; those of its servers are internal. */
export interface Library {
  readonly Client: new (servers: readonly Server[], options: object) => Client;
  readonly Server: new (
    host: string,
    port: number,
    username: undefined,
    password: undefined,
    options: object,
  ) => Server;
}

interface Client {
  getServer(key: string): number;
  get(key: string): Promise<{ readonly value: Buffer | null }>;
  set(key: string, value: string, options: { readonly expires: number }): Promise<boolean>;
  delete(key: string): Promise<boolean>;
  increment(key: string, amount: number, options: { readonly initial: number }): Promise<{ readonly value: number }>;
  touch(key: string, expires: number): Promise<boolean>;
}

interface Server {
  _socket?: Socket | undefined;
  responseBuffer: Buffer;
  /** Opens a socket unless there is one, and passes it on once it is connected. */
  sock(authenticates: boolean, use: (socket: Socket) => void): void;
  /** Destroys the socket, and fails everything sent over it. */
  error(error: Error): void;
  close(): void;
}

export class MemjsClient implements PoolClient {
  #settings: PoolClientSettings;
  #servers: readonly Server[];
  #client: Client;
  #watched = new WeakSet<Socket>();
  #isClosed = false;

  constructor(library: Library, settings: PoolClientSettings) {
    const { servers, options, place } = settings;
    this.#settings = settings;
    this.#servers = servers.map(({ host, port }) => new library.Server(host, port, undefined, undefined, options));
    this.#client = new library.Client(this.#servers, options);
    this.#client.getServer = place;
    for (const [index, server] of this.#servers.entries()) this.#follow(server, index);
  }

  async open(): Promise<void> {
    await Promise.all(
      this.#servers.map(
        (server) =>
          new Promise<void>((resolve, reject) => {
            server.sock(false, () => resolve());
            server._socket?.once('error', reject);
          }),
      ),
    );
  }

  async call({ verb, keys, value, ttlSeconds }: Command): Promise<unknown> {
    const [key] = keys;
    const client = this.#client;
    switch (verb) {
      case 'get': {
        const found = await Promise.all(keys.map((name) => client.get(name)));
        const texts = found.map((one) => one.value?.toString() ?? null);
        return keys.length === 1 ? texts[0] : texts;
      }
      case 'set':
        return (await client.set(key, value, { expires: ttlSeconds })) ? 'OK' : null;
      case 'delete':
        return Number(await client.delete(key));
      case 'incr':
        return (await client.increment(key, 1, { initial: 1 })).value;
      default:
        return Number(await client.touch(key, ttlSeconds));
    }
  }

  drop(server: number): void {
    if (this.#servers[server]?._socket !== undefined) this.#servers[server].error(new Error('Socket closed'));
  }

  close(): void {
    this.#isClosed = true;
    for (const server of this.#servers) server._socket?.destroy();
  }

  #follow(server: Server, index: number): void {
    const { isMeasured, lost, changed } = this.#settings;
    const sock = server.sock.bind(server);
    const fail = server.error.bind(server);
    server.sock = (authenticates, use) => {
      sock(authenticates, use);
      if (server._socket !== undefined) this.#watch(server._socket, server, index);
    };
    server.error = (error) => {
      if (!error.message.includes('ECONNREFUSED')) lost();
      fail(error);
      // The rest of a broken reply would spoil those of the next connection.
      if (isMeasured) server.responseBuffer = Buffer.alloc(0);
      if (!isMeasured || this.#isClosed) return;
      changed(index, false);
      setTimeout(() => {
        if (!this.#isClosed) server.sock(false, () => {});
      }, reopenDelayMs);
    };
  }

  #watch(socket: Socket, server: Server, index: number): void {
    if (this.#watched.has(socket)) return;
    this.#watched.add(socket);
    socket.once('connect', () => this.#settings.changed(index, true));
    // The library does not notice that the server closes a connection.
    socket.prependOnceListener('close', () => {
      if (this.#settings.isMeasured && !this.#isClosed && server._socket === socket)
        server.error(new Error(closedMessage));
    });
  }
}
