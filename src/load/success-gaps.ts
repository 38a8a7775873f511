import type { SuccessGap } from '../metrics/interval-counts.js';

const mostGaps = 20_000;

/**
 * Remembers every time of at least `shortestMs` in which no operation of a sort succeeded, by shard. One worker's gaps;
 * the clients' outage is what the gaps of all workers have in common.
 */
export class SuccessGaps {
  readonly #leastMs: number;
  #shortestMs: number;
  #lastMs: Record<SuccessGap['sort'], Float64Array>;
  /** Whether an operation has come to nothing since the last success. */
  #failed: Record<SuccessGap['sort'], Uint8Array>;
  #gaps: (SuccessGap & { readonly toMs: number })[] = [];

  constructor(shardCount: number, shortestMs: number) {
    this.#leastMs = shortestMs;
    this.#shortestMs = shortestMs;
    this.#lastMs = { read: new Float64Array(shardCount), write: new Float64Array(shardCount) };
    this.#failed = { read: new Uint8Array(shardCount), write: new Uint8Array(shardCount) };
  }

  /** Everything counts from here. */
  begin(atMs: number): void {
    this.#gaps = [];
    this.#shortestMs = this.#leastMs;
    this.#lastMs.read.fill(atMs);
    this.#lastMs.write.fill(atMs);
    this.#failed.read.fill(0);
    this.#failed.write.fill(0);
  }

  success(sort: SuccessGap['sort'], shard: number, atMs: number): void {
    const last = this.#lastMs[sort];
    const sinceMs = atMs - last[shard]!;
    if (sinceMs >= this.#shortestMs) this.#note({ shard, sort, fromMs: last[shard]!, toMs: atMs });
    last[shard] = atMs;
    this.#failed[sort][shard] = 0;
  }

  /** An operation failed, got no answer or was never sent. */
  failure(sort: SuccessGap['sort'], shard: number): void {
    this.#failed[sort][shard] = 1;
  }

  /** All gaps, with those that were still open at the end: operations were tried since the last success, and none succeeded. */
  finish(atMs: number): readonly SuccessGap[] {
    const open = (['read', 'write'] as const).flatMap((sort) =>
      [...this.#lastMs[sort].entries()]
        .filter(([shard, lastMs]) => this.#failed[sort][shard] === 1 && atMs - lastMs >= this.#shortestMs)
        .map(([shard, lastMs]) => ({ shard, sort, fromMs: lastMs, toMs: null })),
    );
    return [...this.#gaps, ...open];
  }

  // At a low rate every operation ends a gap: keep the long ones.
  #note(gap: SuccessGap & { readonly toMs: number }): void {
    this.#gaps.push(gap);
    while (this.#gaps.length > mostGaps) {
      this.#shortestMs *= 2;
      this.#gaps = this.#gaps.filter(({ fromMs, toMs }) => toMs - fromMs >= this.#shortestMs);
    }
  }
}
