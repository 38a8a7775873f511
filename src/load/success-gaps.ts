import type { SuccessGap } from '../metrics/interval-counts.js';

const mostGaps = 20_000;

/**
 * Remembers every time of at least `shortestMs` in which no operation of a sort succeeded, by shard. One worker's gaps;
 * the clients' outage is what the gaps of all workers have in common.
 */
export class SuccessGaps {
  readonly #leastMs: number;
  readonly #shardCount: number;
  #shortestMs: number;
  /** By place: first the shards' writes, then their reads. */
  #lastMs: Float64Array;
  /** Whether an operation has come to nothing since the last success. */
  #failed: Uint8Array;
  #gaps: (SuccessGap & { readonly toMs: number })[] = [];

  constructor(shardCount: number, shortestMs: number) {
    this.#leastMs = shortestMs;
    this.#shortestMs = shortestMs;
    this.#shardCount = shardCount;
    this.#lastMs = new Float64Array(2 * shardCount);
    this.#failed = new Uint8Array(2 * shardCount);
  }

  /** Everything counts from here. */
  begin(atMs: number): void {
    this.#gaps = [];
    this.#shortestMs = this.#leastMs;
    this.#lastMs.fill(atMs);
    this.#failed.fill(0);
  }

  success(sort: SuccessGap['sort'], shard: number, atMs: number): void {
    const place = this.#placeOf(sort, shard);
    const lastMs = this.#lastMs[place]!;
    if (atMs - lastMs >= this.#shortestMs) this.#note({ shard, sort, fromMs: lastMs, toMs: atMs });
    this.#lastMs[place] = atMs;
    this.#failed[place] = 0;
  }

  /** An operation failed, got no answer or was never sent. */
  failure(sort: SuccessGap['sort'], shard: number): void {
    this.#failed[this.#placeOf(sort, shard)] = 1;
  }

  /** All gaps, with those that were still open at the end: operations were tried since the last success, and none succeeded. */
  finish(atMs: number): readonly SuccessGap[] {
    const open = (['read', 'write'] as const).flatMap((sort) =>
      Array.from({ length: this.#shardCount }, (_, shard) => shard).flatMap((shard) => {
        const place = this.#placeOf(sort, shard);
        const fromMs = this.#lastMs[place]!;
        const isOpen = this.#failed[place] === 1 && atMs - fromMs >= this.#shortestMs;
        return isOpen ? [{ shard, sort, fromMs, toMs: null }] : [];
      }),
    );
    return [...this.#gaps, ...open];
  }

  #placeOf(sort: SuccessGap['sort'], shard: number): number {
    return sort === 'write' ? shard : this.#shardCount + shard;
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
