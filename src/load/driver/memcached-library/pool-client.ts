import type { Placement } from '../../../model/hashing/placement.js';
import type { Endpoint } from '../../../model/node.js';
import type { Command } from './command.js';

/** A client library's own client of all servers of a pool. */
export interface PoolClient {
  /** Resolves when every server is connected. Throws if one can't be. */
  open(): Promise<void>;
  /**
   * The answer to a command: the value or null, `OK`, a number, whether there was anything to change (1 or 0), or for several
   * keys the list of their values.
   */
  call(command: Command): Promise<unknown>;
  /** Drops the connection to a server, whose commands then fail. */
  drop(server: number): void;
  close(): void;
}

export interface PoolClientSettings {
  readonly servers: readonly Endpoint[];
  readonly place: Placement;
  readonly options: object;
  /** Whether a lost connection fails its commands and is opened again at once, in place of what the library does. */
  readonly isMeasured: boolean;
  /** A server can be used, or no longer. */
  changed(server: number, isUsable: boolean): void;
  /** A connection ended on which commands may have been sent; the library may send them again. */
  lost(): void;
}

/** How long to wait before a lost connection is opened again. */
export const reopenDelayMs = 50;
export const closedMessage = 'Connection is closed.';
