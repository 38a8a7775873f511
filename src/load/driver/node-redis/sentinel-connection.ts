import { setTimeout as delay } from 'node:timers/promises';
import type { RedisSentinelOptions } from '@redis/client';
import { replyRefusal, socketRefusal } from '../refusal.js';
import { boundReplies, type Client, retryDelayMs } from './client.js';
import type { Attempt, Connection, ConnectionEvents } from './connection.js';
import type { Library } from './library.js';

/** The parts of a Sentinel client used here. */
interface SentinelClient {
  on(event: 'error', listener: (error: unknown) => void): unknown;
  on(event: 'client-error', listener: (event: { readonly error: Error }) => void): unknown;
  connect(): Promise<unknown>;
  acquire(): Promise<Lease>;
  destroy(): Promise<void>;
}

/** One of its sockets to the primary, whichever node that is. */
interface Lease {
  _execute(isReadonly: boolean, attempt: (client: Client) => Promise<unknown>): Promise<unknown>;
}

/**
 * The Sentinel client of all connections of a thread: creating one takes the library 0.3 s of CPU time, and so does each of
 * its searches for the primary.
 */
export class SentinelPool {
  #create: () => SentinelClient;
  #onError: (error: Error) => void;
  /** Says more than the one that ends an attempt to connect. */
  #lastError: Error | undefined;
  #sentinel: SentinelClient | undefined;
  #opening: Promise<SentinelClient> | undefined;
  #isClosed = false;

  constructor(library: Library, options: RedisSentinelOptions, onError: (error: Error) => void) {
    this.#create = () => library.createSentinel(options) as unknown as SentinelClient;
    this.#onError = (error) => {
      this.#lastError = error;
      onError(error);
    };
  }

  async acquire(): Promise<Lease> {
    this.#opening ??= this.#open();
    return (await this.#opening).acquire();
  }

  close(): void {
    this.#isClosed = true;
    this.#sentinel?.destroy().catch(() => {});
  }

  /** Tries until closed: without rediscoveries, the library gives up connecting after one failure. */
  async #open(): Promise<SentinelClient> {
    for (;;) {
      const sentinel = this.#create();
      this.#sentinel = sentinel;
      sentinel.on('error', (error) => this.#onError(error instanceof Error ? error : new Error(String(error))));
      sentinel.on('client-error', ({ error }) => this.#onError(error));
      try {
        await sentinel.connect();
        return sentinel;
      } catch (error) {
        const cause = this.#lastError ?? (error as Error);
        if (this.#isClosed || replyRefusal(cause.message).isFinal || socketRefusal(cause).isFinal) throw cause;
        await delay(retryDelayMs);
      }
    }
  }
}

/** A socket to the primary that Sentinel names. */
export class SentinelConnection implements Connection {
  #pool: SentinelPool;
  #mostReplyBytes: () => number;
  #events: ConnectionEvents;
  #lease: Lease | undefined;
  /** The client of the last attempt. */
  #client: Client | undefined;
  #isClosed = false;

  constructor(pool: SentinelPool, mostReplyBytes: () => number, events: ConnectionEvents) {
    this.#pool = pool;
    this.#mostReplyBytes = mostReplyBytes;
    this.#events = events;
  }

  async open(): Promise<void> {
    this.#lease = await this.#pool.acquire();
    this.#events.changed('');
  }

  async execute(_key: string | Buffer, _writes: boolean, attempt: Attempt): Promise<unknown> {
    return this.#lease?._execute(false, (client) => {
      if (client !== this.#client) this.#follow(client);
      return attempt(client);
    });
  }

  /** While other sockets lead to the primary, the library does not replace this one. */
  drop(client: Client): void {
    if (!client.isReady) return;
    client.destroy();
    setTimeout(() => {
      if (!this.#isClosed && client === this.#client && !client.isOpen) client.connect().catch(() => {});
    }, retryDelayMs);
  }

  close(): void {
    this.#isClosed = true;
    this.#client?.destroy();
    this.#pool.close();
  }

  #follow(client: Client): void {
    this.#client?.destroy();
    this.#client = client;
    boundReplies(client, this.#mostReplyBytes, () => this.drop(client));
  }
}
