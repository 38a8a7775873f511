import type { Watchdog } from '../../../src/engine/watchdog.js';
import type { OriginClient } from '../../../src/origin/client.js';
import type { OriginConnection } from '../../../src/origin/connection.js';
import { openOriginClient } from '../../../src/origin/open-client.js';
import type { OriginContext } from '../../../src/origin/origin.js';
import { SameKeyCounter, sharedCounts } from '../../../src/origin/same-key-counter.js';

const rows = 50;

/** What an origin of a test is started with. */
export function originContext(watchdog: Watchdog, given: Partial<OriginContext> = {}): OriginContext {
  return {
    rows,
    valueBytes: 20,
    runTag: `test-${process.pid}-${Math.random().toString(36).slice(2)}`,
    watchdog,
    environment: process.env,
    onProgress: () => undefined,
    signal: new AbortController().signal,
    ...given,
  };
}

/** A client with its own counter, even for rows that don't exist. */
export function openClient(connection: OriginConnection, connections = 4): OriginClient {
  return openOriginClient(connection, connections, new SameKeyCounter(sharedCounts(2 * rows)));
}

/** How often each outcome occurs, such as `ok`, `fail poolTimeout`. */
export async function outcomes(
  requests: readonly ReturnType<OriginClient['read']>[],
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const { outcome, error } of await Promise.all(requests)) {
    const name = error === null ? outcome : `${outcome} ${error}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

export function times<T>(count: number, make: (index: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
