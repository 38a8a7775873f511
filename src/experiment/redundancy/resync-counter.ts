import { parseInfo } from '../../topology/replication-info.js';

/** Resyncs that a server gave its replicas. `full`: of the whole data set; `partial`: of what a replica had missed. */
export interface Resyncs {
  readonly full: number;
  readonly partial: number;
}

interface Seen extends Resyncs {
  readonly runId: string;
}

/**
 * Counts resyncs by what each server says of itself. A restarted server counts from 0 again and has another run id, which tells
 * it apart even where its new count has already passed the old one.
 */
export class ResyncCounter {
  #seen = new Map<string, Seen>();

  /**
   * Takes `INFO server` and `INFO stats` of a node; gives the resyncs since its last answer. `isNew`: the node was started after
   * the count began, so that all it has counted belongs to it. Source: sync_full, sync_partial_ok in redis/src/server.c.
   */
  take(node: string, text: string, { isNew }: { readonly isNew: boolean }): Resyncs {
    const fields = parseInfo(text);
    const full = countIn(fields.get('sync_full'));
    const partial = countIn(fields.get('sync_partial_ok'));
    if (full === undefined || partial === undefined) return { full: 0, partial: 0 };
    const now: Seen = { runId: fields.get('run_id') ?? '', full, partial };
    const before = this.#seen.get(node);
    this.#seen.set(node, now);
    if (before === undefined) return isNew ? { full, partial } : { full: 0, partial: 0 };
    if (before.runId !== now.runId || full < before.full || partial < before.partial) return { full, partial };
    return { full: full - before.full, partial: partial - before.partial };
  }
}

function countIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
