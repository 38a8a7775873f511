import type { z } from 'zod';
import type { Watchdog } from '../engine/watchdog.js';
import type { OriginAbility } from './abilities.js';
import type { OriginConnection } from './connection.js';

/** One kind of origin: what stands behind the cache. */
export interface OriginDefinition {
  readonly summary: string;
  /** Its options as in the scenario file; a strict object with every default. */
  readonly options: z.ZodObject;
  readonly can: readonly OriginAbility[];
  /** Starts it, with rows of version 1, and waits until it serves. Throws EnvironmentError. */
  start(options: Readonly<Record<string, unknown>>, context: OriginContext): Promise<Origin>;
}

export interface OriginContext {
  /** Rows have the keys 0 to `rows - 1`. */
  readonly rows: number;
  readonly valueBytes: number;
  /** Marks what is ours at an origin that others use. */
  readonly runTag: string;
  readonly watchdog: Watchdog;
  readonly environment: NodeJS.ProcessEnv;
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal;
}

/** A running origin. Disposing it ends its processes, or removes what is ours from an existing one. */
export interface Origin extends AsyncDisposable {
  /** As the server reports it; null if it does not. */
  readonly version: string | null;
  /** From the start of the process until it served. */
  readonly readyMs: number;
  readonly connection: OriginConnection;
  /**
   * What the server itself counted since it was ready; null if it does not count, or was killed meanwhile. A PostgreSQL
   * counts a request once its connection is closed, so all clients must be closed first.
   */
  counts(): Promise<OriginCounts | null>;
  isServing(): Promise<boolean>;
  /** How long a read takes now, bypassing all clients; `counts` excludes it. */
  readTimeMs(): Promise<number>;
  /** Absent: it lacks the ability `kill`. The process is gone when it resolves. */
  kill?(): Promise<void>;
  /** Starts the killed process again with its data, and waits until it serves. Harmless if it runs. */
  restart?(): Promise<void>;
  /** Absent: it lacks the ability `stop`. Connections stay open, and nothing answers. */
  stop?(): Promise<void>;
  /** Whether every process is stopped. */
  isStopped?(): Promise<boolean>;
  continue?(): Promise<void>;
  /** Absent: it lacks the ability `slow`. Minimum duration of each request; null: as configured. */
  slow?(times: OriginTimes | null): Promise<void>;
  /**
   * Absent: it lacks the ability `limit`. Maximum concurrent connections (PostgreSQL) or requests (HTTP); null: as
   * configured.
   */
  limit?(most: number | null): Promise<void>;
  /** Whether the server itself reports this limit, and stays within it. */
  isWithin?(most: number): Promise<boolean>;
}

export interface OriginCounts {
  readonly reads: number;
  readonly updates: number;
}

/** Time added to each request inside the server. */
export interface OriginTimes {
  readonly readMs: number;
  readonly writeMs: number;
}
