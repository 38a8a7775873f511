import type { SuccessGap } from '../metrics/interval-counts.js';

const mostGaps = 20_000;

/**
 * Remembers every time of at least `shortestMs` in which no operation of a sort succeeded, by shard. One worker's gaps;
 * the clients' outage is what the gaps of all workers have in common.
 */
export class SuccessGaps {
  #shortestMs: number;
  #lastMs: Record<SuccessGap['sort'], Float64Array>;
  #gaps: (SuccessGap & { readonly toMs: number })[] = [];

  constructor(shardCount: number, shortestMs: number) {
    this.#shortestMs = shortestMs;
    this.#lastMs = { read: new Float64Array(shardCount), write: new Float64Array(shardCount) };
  }

  /** Everything counts from here. */
  begin(atMs: number): void {
    this.#gaps = [];
    this.#lastMs.read.fill(atMs);
    this.#lastMs.write.fill(atMs);
  }

  success(sort: SuccessGap['sort'], shard: number, atMs: number): void {
    const last = this.#lastMs[sort];
    const sinceMs = atMs - last[shard]!;
    if (sinceMs >= this.#shortestMs) this.#note({ shard, sort, fromMs: last[shard]!, toMs: atMs });
    last[shard] = atMs;
  }

  /** All gaps, with those that were still open at the end for the sorts that the workload has. */
  finish(atMs: number, sorts: readonly SuccessGap['sort'][]): readonly SuccessGap[] {
    const open = sorts.flatMap((sort) =>
      [...this.#lastMs[sort].entries()]
        .filter(([, lastMs]) => atMs - lastMs >= this.#shortestMs)
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
