/** A client with a pool of connections. Disposing it closes them. */
export interface OriginClient extends AsyncDisposable {
  /** Never rejects. */
  read(key: number): Promise<OriginAnswer>;
  /** Writes a row, unless it has a newer version. Never rejects. */
  write(key: number, version: number, value: string): Promise<OriginAnswer>;
}

/** How a request ended. */
export interface OriginAnswer {
  /** `fail`: it certainly had no effect. `indeterminate`: it may have had one. */
  readonly outcome: 'ok' | 'fail' | 'indeterminate';
  /** The class of the error; null if it was `ok`. */
  readonly error: string | null;
  /** What was read; null if there is no such row, or nothing was read. */
  readonly row: OriginRow | null;
  /** From the request until it had a connection. */
  readonly poolWaitMs: number;
  /** Reads of the same key by all clients when this one began, itself included; 0 for a write. */
  readonly sameKey: number;
}

export interface OriginRow {
  /** Null if the origin does not return what was written. */
  readonly version: number | null;
  readonly value: string;
}

/** This worker's share of the connections to an origin, so that all workers together have as many as configured. */
export function shareOf(connections: number, workers: number, worker: number): number {
  return Math.max(1, Math.floor(connections / workers) + (worker < connections % workers ? 1 : 0));
}
