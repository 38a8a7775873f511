import type { Socket } from 'node:net';
import { endpointName } from '../../../model/node.js';
import type { Command } from '../memcached-library/command.js';
import {
  closedMessage,
  type PoolClient,
  type PoolClientSettings,
  reopenDelayMs,
} from '../memcached-library/pool-client.js';

type Callback<Answer> = (error: Error | undefined, answer: Answer) => void;

/** The parts of memcached used here, some of them internal. */
export type Library = new (servers: readonly string[], options: object) => Client;

interface Client {
  HashRing: { get(key: string): string };
  readonly connections: Readonly<Record<string, { readonly pool: readonly LibrarySocket[] } | undefined>>;
  connect(server: string, callback: (error: unknown, socket: LibrarySocket | false | undefined) => void): void;
  get(key: string, callback: Callback<unknown>): void;
  getMulti(keys: readonly string[], callback: Callback<Readonly<Record<string, unknown>>>): void;
  set(key: string, value: string, lifetime: number, callback: Callback<boolean>): void;
  del(key: string, callback: Callback<boolean>): void;
  incr(key: string, amount: number, callback: Callback<number | false>): void;
  touch(key: string, lifetime: number, callback: Callback<boolean>): void;
}

interface LibrarySocket extends Socket {
  /** What was sent and not answered. */
  readonly metaData: { readonly callback?: (error: Error) => void }[];
}

export class MemcachedClient implements PoolClient {
  #settings: PoolClientSettings;
  #names: readonly string[];
  #client: Client;
  #sockets = new Set<LibrarySocket>();
  #isClosed = false;

  constructor(Client: Library, settings: PoolClientSettings) {
    const { servers, place, options } = settings;
    this.#settings = settings;
    this.#names = servers.map(endpointName);
    this.#client = new Client(this.#names, options);
    this.#client.HashRing = { get: (key) => this.#names[place(key)] ?? '' };
    const connect = this.#client.connect.bind(this.#client);
    this.#client.connect = (server, callback) =>
      connect(server, (error, socket) => {
        if (socket) this.#watch(socket, this.#names.indexOf(server));
        callback(error, socket);
      });
  }

  async open(): Promise<void> {
    await Promise.all(this.#names.map((_, server) => this.#connect(server)));
  }

  async call({ verb, keys, value, ttlSeconds }: Command): Promise<unknown> {
    const [key] = keys;
    const client = this.#client;
    switch (verb) {
      case 'get': {
        if (keys.length === 1) return (await promised<unknown>((done) => client.get(key, done))) ?? null;
        const found = await promised<Readonly<Record<string, unknown>>>((done) => client.getMulti(keys, done));
        return keys.map((name) => found[name] ?? null);
      }
      case 'set':
        return (await promised<boolean>((done) => client.set(key, value, ttlSeconds, done))) ? 'OK' : null;
      case 'delete':
        return Number(await promised<boolean>((done) => client.del(key, done)));
      case 'incr': {
        const count = await promised<number | false>((done) => client.incr(key, 1, done));
        return count === false ? null : count;
      }
      default:
        return Number(await promised<boolean>((done) => client.touch(key, ttlSeconds, done)));
    }
  }

  drop(server: number): void {
    const { pool = [] } = this.#client.connections[this.#names[server] ?? ''] ?? {};
    for (const socket of [...pool]) socket.destroy();
  }

  close(): void {
    this.#isClosed = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  #connect(server: number): Promise<void> {
    return new Promise((resolve, reject) =>
      this.#client.connect(this.#names[server] ?? '', (error, socket) => {
        if (error || !socket) reject(error instanceof Error ? error : new Error(String(error)));
        else resolve();
      }),
    );
  }

  #watch(socket: LibrarySocket, server: number): void {
    if (this.#sockets.has(socket)) return;
    this.#sockets.add(socket);
    const { isMeasured, changed } = this.#settings;
    changed(server, true);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      if (!isMeasured || this.#isClosed) return;
      changed(server, false);
      // The library forgets what was sent over a closed connection.
      for (const { callback } of socket.metaData.splice(0)) callback?.(new Error(closedMessage));
      this.#reopen(server);
    });
  }

  #reopen(server: number): void {
    setTimeout(() => {
      if (!this.#isClosed) this.#connect(server).catch(() => this.#reopen(server));
    }, reopenDelayMs);
  }
}

/** The answer that a callback gets. */
function promised<Answer>(call: (done: Callback<Answer>) => void): Promise<Answer> {
  return new Promise((resolve, reject) =>
    call((error, answer) => {
      if (error) reject(error);
      else resolve(answer);
    }),
  );
}
