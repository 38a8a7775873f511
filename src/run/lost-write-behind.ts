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
  const written = workers.flatMap(({ acknowledged }, worker) =>
    [...acknowledged.keys()].filter((own) => acknowledged[own]! > 0).map((own) => ({ worker, own })),
  );
  let lost = 0;
  let isKnown = true;
  let next = 0;
  const readOn = async () => {
    while (isKnown && next < written.length) {
      const { worker, own } = written[next]!;
      next += 1;
      const { row } = await client.read(own * workers.length + worker);
      if (row?.version == null) isKnown = false;
      else lost += lostAbove(row.version - firstVersion, workers[worker]!, own);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, readOn));
  return isKnown ? lost : null;
}

/** The acknowledged versions of a row above the stored one. */
function lostAbove(stored: number, { acknowledged, unacknowledged }: RowSnapshot, own: number): number {
  const newest = acknowledged[own]!;
  if (stored >= newest) return 0;
  const open = unacknowledged.filter(({ key, version }) => key === own && version > stored && version < newest);
  return newest - stored - open.length;
}
