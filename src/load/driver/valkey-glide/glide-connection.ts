import { setTimeout as delay } from 'node:timers/promises';
import type { GlideClient, GlideClusterClient } from '@valkey/valkey-glide';

export type Client = GlideClient | GlideClusterClient;

const retryDelayMs = 50;

/** One client of the library. It reconnects by itself, and does not say when. */
export class GlideConnection {
  #create: () => Promise<Client>;
  #changed: (isUsable: boolean) => void;
  /** Undefined: none is open. */
  #client: Client | undefined;
  #isRecovering = false;
  #isClosed = false;

  /** `changed`: whether it can be used from now on. */
  constructor(create: () => Promise<Client>, changed: (isUsable: boolean) => void) {
    this.#create = create;
    this.#changed = changed;
  }

  get client(): Client | undefined {
    return this.#client;
  }

  /** Resolves when it can be used. Throws if it can't be opened now. */
  async open(): Promise<void> {
    await this.#ensureUsable();
    if (!this.#isClosed) this.#changed(true);
  }

  /** The socket of a client broke, and the library is opening another one. */
  lost(client: Client): void {
    if (client === this.#client) void this.#recover();
  }

  /** The library can't drop a socket: closes the client, whose commands fail, and opens another one. */
  drop(client: Client): void {
    if (client !== this.#client) return;
    this.#client = undefined;
    client.close('Socket closed');
    void this.#recover();
  }

  close(): void {
    this.#isClosed = true;
    this.#client?.close();
  }

  async #recover(): Promise<void> {
    if (this.#isRecovering || this.#isClosed) return;
    this.#isRecovering = true;
    this.#changed(false);
    while (!this.#isClosed) {
      const isOpen = await this.open().then(
        () => true,
        () => false,
      );
      if (isOpen) break;
      await delay(retryDelayMs);
    }
    this.#isRecovering = false;
  }

  async #ensureUsable(): Promise<void> {
    if (this.#client !== undefined) {
      await this.#client.ping();
      return;
    }
    const client = await this.#create();
    if (this.#isClosed) client.close();
    else this.#client = client;
  }
}
