import { type Endpoint, endpointName } from '../../../model/node.js';
import { boundReplies, type Client, retryDelayMs } from './client.js';
import type { Attempt, Connection, ConnectionEvents } from './connection.js';

export interface SingleSettings {
  readonly endpoint: Endpoint;
  readonly mostReplyBytes: () => number;
  /** Whether it accepts commands while it has no socket. */
  readonly queuesOffline: boolean;
  /** How long a new socket may take to become usable; the library itself waits forever. */
  readonly readyWithinMs: () => number;
}

/** A client that knows one address. */
export class SingleConnection implements Connection {
  #client: Client;
  #settings: SingleSettings;
  #events: ConnectionEvents;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(client: Client, settings: SingleSettings, events: ConnectionEvents) {
    this.#client = client;
    this.#settings = settings;
    this.#events = events;
    boundReplies(client, settings.mostReplyBytes, () => this.#reopen());
    this.#follow();
  }

  async open(): Promise<void> {
    const client = this.#client;
    await new Promise<unknown>((resolve, reject) => {
      // The library retries forever. On a busy machine, it may have to.
      const refuse = (error: Error) => error.constructor.name === 'ConnectionTimeoutError' || reject(error);
      client.on('error', refuse);
      client
        .connect()
        .then(resolve, reject)
        .finally(() => client.off('error', refuse));
    });
    // Without a password, the library sends nothing that a server which requires one refuses.
    await client.sendCommand(['PING'], {}).catch((error: Error) => {
      if (error.message.startsWith('NOAUTH')) throw error;
    });
  }

  execute(_key: string | Buffer, _writes: boolean, attempt: Attempt): Promise<unknown> {
    return attempt(this.#client);
  }

  drop(client: Client): void {
    if (client.isReady) this.#reopen();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#client.destroy();
  }

  #follow(): void {
    const { endpoint, queuesOffline, readyWithinMs } = this.#settings;
    const client = this.#client;
    client.on('connect', () => {
      if (queuesOffline) return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#reopen(), readyWithinMs());
    });
    client.on('ready', () => {
      clearTimeout(this.#timer);
      this.#events.changed(endpointName(endpoint));
    });
    client.on('error', (error: Error) => {
      clearTimeout(this.#timer);
      this.#events.error(error);
      if (!queuesOffline && !this.#isClosed) this.#events.changed(null);
    });
  }

  /** The library can't drop a socket and keep the client open. */
  #reopen(): void {
    const client = this.#client;
    if (!this.#settings.queuesOffline) this.#events.changed(null);
    client.destroy();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void client.connect().catch(() => {}), retryDelayMs);
  }
}
