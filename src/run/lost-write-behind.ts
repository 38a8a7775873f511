import type { RowSnapshot } from '../audit/row-ledger.js';
import type { OriginClient } from '../origin/client.js';
import type { OriginConnection } from '../origin/connection.js';
import { firstVersion } from '../origin/first-version.js';
import { SameKeyCounter, sharedCounts } from '../origin/same-key-counter.js';

/**
 * Reads every row that was written, after all writes have ended, and counts the acknowledged writes that neither the row
 * shows nor a newer one replaced there. `workers`: their rows in the order of their numbers. Null: a row can't be read.
 */
export async function lostWriteBehind(
  connection: OriginConnection,
  workers: readonly RowSnapshot[],
): Promise<number | null> {
  const rows = workers.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0);
  // Runs without an origin do not load it.
  const { openOriginClient } = await import('../origin/open-client.js');
  await using client = openOriginClient(connection, connection.connections, new SameKeyCounter(sharedCounts(rows)));
  return await lostWrites(client, connection.connections, workers);
}

/** `atOnce`: reads at the same time. */
export async function lostWrites(
  client: Pick<OriginClient, 'read'>,
  atOnce: number,
  workers: readonly RowSnapshot[],
): Promise<number | null> {
  const written = workers.flatMap(({ acknowledged, unacknowledged }, worker) => {
    const open = new Map<number, number[]>();
    for (const { key, version } of unacknowledged) open.set(key, [...(open.get(key) ?? []), version]);
    return [...acknowledged.entries()]
      .filter(([, newest]) => newest > 0)
      .map(([own, newest]) => ({ number: own * workers.length + worker, newest, open: open.get(own) ?? [] }));
  });
  let lost = 0;
  let isKnown = true;
  const waiting = written.values();
  const readOn = async () => {
    for (const { number, newest, open } of waiting) {
      if (!isKnown) return;
      const { row } = await client.read(number);
      if (row?.version == null) isKnown = false;
      else lost += lostAbove(row.version - firstVersion, newest, open);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, readOn));
  return isKnown ? lost : null;
}

/** The acknowledged versions of a row above the stored one, up to the newest. `open`: those that were not acknowledged. */
function lostAbove(stored: number, newest: number, open: readonly number[]): number {
  if (stored >= newest) return 0;
  return newest - stored - open.filter((version) => version > stored && version < newest).length;
}
