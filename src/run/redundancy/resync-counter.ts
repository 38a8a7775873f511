import { parseInfo } from '../../topology/replication-info.js';

/** Resyncs that a server gave its replicas. `full`: the whole data set; `partial`: only what a replica had missed. */
export interface Resyncs {
  readonly full: number;
  readonly partial: number;
}

interface Seen extends Resyncs {
  readonly runId: string;
}

/**
 * Counts resyncs as each server reports them. A restarted server counts from 0 again and has another run id, which
 * identifies it even if its new count already exceeds the old one.
 */
export class ResyncCounter {
  #seen = new Map<string, Seen>();

  /**
   * Processes `INFO server` and `INFO stats` of a node; returns the resyncs since its last answer. `isNew`: the node was
   * started after counting began, so that its whole count is included. Source: sync_full, sync_partial_ok in
   * redis/src/server.c.
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
