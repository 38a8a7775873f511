import { setTimeout as delay } from 'node:timers/promises';
import type { RedisClusterOptions } from '@redis/client';
import { parseRedirection, unlistedMember } from '../../../model/member-address.js';
import { boundReplies, type Client, retryDelayMs } from './client.js';
import type { Attempt, Connection, ConnectionEvents } from './connection.js';
import type { Library } from './library.js';

/** The parts of a cluster client used here. */
interface ClusterClient {
  on(event: 'error' | 'node-error', listener: (error: Error) => void): unknown;
  on(event: 'node-connect', listener: () => void): unknown;
  /** By announced address (`host:port`). */
  readonly nodeByAddress: ReadonlyMap<string, { readonly client?: Client }>;
  connect(): Promise<unknown>;
  destroy(): void;
  _execute(
    routing: { readonly firstKey: string | Buffer },
    isReadonly: boolean,
    options: undefined,
    attempt: Attempt,
  ): Promise<unknown>;
}

/** An empty host means the host of the member that answered. */
const nowhere = { host: '', port: 0 };

/** A client of a whole cluster, with one socket for each member. */
export class ClusterConnection implements Connection {
  #cluster: ClusterClient;
  #mostReplyBytes: () => number;
  #events: ConnectionEvents;
  #bounded = new WeakSet<Client>();
  #lastError: Error | undefined;
  #isClosed = false;

  constructor(
    library: Library,
    options: RedisClusterOptions,
    { mostReplyBytes, events }: { readonly mostReplyBytes: () => number; readonly events: ConnectionEvents },
  ) {
    this.#cluster = library.createCluster(options) as unknown as ClusterClient;
    this.#mostReplyBytes = mostReplyBytes;
    this.#events = events;
    const failed = (error: Error) => {
      this.#lastError = error;
      events.error(error);
    };
    this.#cluster.on('error', failed);
    this.#cluster.on('node-error', failed);
    this.#cluster.on('node-connect', () => this.#boundNewClients());
  }

  /** Tries again where members were only slow, as on a busy machine: the library gives up at once. */
  async open(): Promise<void> {
    for (;;) {
      try {
        await this.#cluster.connect();
        break;
      } catch (error) {
        if (this.#isClosed || this.#lastError?.constructor.name !== 'ConnectionTimeoutError') throw error;
        await delay(retryDelayMs);
      }
    }
    this.#events.changed('');
  }

  execute(key: string | Buffer, writes: boolean, attempt: Attempt): Promise<unknown> {
    let redirection: string | undefined;
    return this.#cluster._execute({ firstKey: key }, !writes, undefined, async (client, options) => {
      // After a redirection the library asks for the members and sends again, to whichever serves the slot by their answer.
      if (redirection !== undefined && !this.#lists(redirection)) throw new Error(unlistedMember(redirection));
      try {
        return await attempt(client, options);
      } catch (error) {
        const { message } = error as Error;
        redirection = parseRedirection(message, nowhere) === undefined ? undefined : message;
        throw error;
      }
    });
  }

  drop(client: Client): void {
    if (!client.isReady) return;
    client.destroy();
    setTimeout(() => {
      if (!this.#isClosed && !client.isOpen && this.#clients().includes(client)) client.connect().catch(() => {});
    }, retryDelayMs);
  }

  close(): void {
    this.#isClosed = true;
    this.#cluster.destroy();
  }

  #lists(redirection: string): boolean {
    const endpoint = parseRedirection(redirection, nowhere)?.endpoint;
    return (
      endpoint !== undefined &&
      (endpoint.host === '' || this.#cluster.nodeByAddress.has(`${endpoint.host}:${endpoint.port}`))
    );
  }

  #clients(): readonly Client[] {
    return [...this.#cluster.nodeByAddress.values()].flatMap(({ client }) => client ?? []);
  }

  #boundNewClients(): void {
    for (const client of this.#clients()) {
      if (this.#bounded.has(client)) continue;
      this.#bounded.add(client);
      boundReplies(client, this.#mostReplyBytes, () => this.drop(client));
    }
  }
}
