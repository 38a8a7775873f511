import type { FreeSlots } from './slots.js';

/** Which endpoint each connection leads to, and whether an operation has succeeded over it since it was opened. */
export class Routes {
  #endpoints: (string | null)[];
  #unproven: Uint8Array;
  #free: FreeSlots;
  #needsCache: boolean;

  /** `needsCache`: nothing can be sent over a closed connection. */
  constructor(connections: number, free: FreeSlots, needsCache: boolean) {
    this.#free = free;
    this.#needsCache = needsCache;
    this.#endpoints = new Array(connections).fill(null);
    this.#unproven = new Uint8Array(connections);
  }

  /** The connection was opened to this endpoint; null: it was closed. */
  changed(connection: number, endpoint: string | null): void {
    this.#endpoints[connection] = endpoint;
    this.#unproven[connection] = 1;
    this.#free.connectionReady(connection, endpoint !== null || !this.#needsCache);
  }

  /** An operation succeeded: the endpoint if it is the connection's first; otherwise null. */
  succeeded(connection: number): string | null {
    if (this.#unproven[connection] === 0) return null;
    this.#unproven[connection] = 0;
    return this.#endpoints[connection] ?? null;
  }
}
