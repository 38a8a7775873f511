export type Sort = 'read' | 'write';

/** The minimum length of a client outage: anything shorter is a response time. */
export const shortestGapMs = 5;

/**
 * A time in which no read (or no write) of one worker succeeded on one shard. Times are on the run's clock; `toMs` is
 * infinite if no success followed.
 */
export interface ServiceGap {
  /** Of the shard and sort: see `placeOf`. */
  readonly place: number;
  /** The success before it, or the start of the run. */
  readonly fromMs: number;
  readonly toMs: number;
  /**
   * When operations became due in it, as consecutive runs: start, end, start, end. Within a run, operations are at most
   * `shortestGapMs` apart. Empty: none became due.
   */
  readonly dueRuns: readonly number[];
}

/** A worker's report of its gaps, each once and in chronological order. */
export interface ServiceReport {
  readonly gaps: readonly ServiceGap[];
  /** By place: every gap up to this time has been reported. */
  readonly untilMs: Float64Array;
  /** By place: the last success so far, and when an operation first became due after it (NaN: none). */
  readonly lastMs: Float64Array;
  readonly dueMs: Float64Array;
}

/** Writes of all shards come first, then their reads. */
export function placeOf(sort: Sort, shard: number, shardCount: number): number {
  return sort === 'write' ? shard : shardCount + shard;
}

export function shardAndSortOf(place: number, shardCount: number): { readonly shard: number; readonly sort: Sort } {
  return place < shardCount ? { shard: place, sort: 'write' } : { shard: place - shardCount, sort: 'read' };
}

/** When an operation first became due in a gap at or after a given time; infinite: none did. */
export function firstDueMs({ dueRuns }: Pick<ServiceGap, 'dueRuns'>, fromMs: number): number {
  for (let at = 0; at < dueRuns.length; at += 2) if (dueRuns[at + 1]! >= fromMs) return Math.max(fromMs, dueRuns[at]!);
  return Number.POSITIVE_INFINITY;
}
