import type { Client } from './client.js';

/** Sends an operation over a client. `options`: what the library adds, such as for a redirection. */
export type Attempt = (client: Client, options?: object) => Promise<unknown>;

/** One connection of the load, as the library understands it: it may use several sockets. */
export interface Connection {
  /** Resolves when it can be used. Throws if it can't be opened now. */
  open(): Promise<void>;
  /** Makes an attempt with the client that the library chooses for the key, and another one whenever the library re-sends. */
  execute(key: string | Buffer, writes: boolean, attempt: Attempt): Promise<unknown>;
  /** Drops the socket of a client, unless it has none. */
  drop(client: Client): void;
  close(): void;
}

/** What a connection reports. */
export interface ConnectionEvents {
  /** It can be used, at this endpoint (`host:port`; empty: at several), or no longer (null). */
  changed(endpoint: string | null): void;
  error(error: Error): void;
}
