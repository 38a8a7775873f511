import type { ShardCounts, SuccessGap } from '../metrics/interval-counts.js';
import type { WorkerPlan } from './load-plan.js';
import { SuccessGaps } from './success-gaps.js';

const shortestGapMs = 5;

/** How each shard served: its operations, and how long no read or no write succeeded. Moments are on the run's clock. */
export class ShardService {
  #gaps: SuccessGaps;
  /** By shard. */
  #ok: Float64Array;
  #notOk: Float64Array;
  /** By operation. */
  #sorts: readonly ('write' | 'read')[];
  #shardsOfKeys: WorkerPlan['shardsOfKeys'];

  constructor({ operations, shardCount, shardsOfKeys }: WorkerPlan) {
    this.#gaps = new SuccessGaps(shardCount, shortestGapMs);
    this.#ok = new Float64Array(shardCount);
    this.#notOk = new Float64Array(shardCount);
    this.#sorts = operations.map(({ writes }) => (writes ? 'write' : 'read'));
    this.#shardsOfKeys = shardsOfKeys;
  }

  begin(): void {
    this.#gaps.begin(0);
    this.#ok.fill(0);
    this.#notOk.fill(0);
  }

  success(operation: number, key: number, atMs: number): void {
    const shard = this.#shardOf(operation, key);
    this.#ok[shard]! += 1;
    this.#gaps.success(this.#sorts[operation]!, shard, atMs);
  }

  failure(operation: number, key: number): void {
    const shard = this.#shardOf(operation, key);
    this.#notOk[shard]! += 1;
    this.#gaps.failure(this.#sorts[operation]!, shard);
  }

  /** By shard: operations that ended since the beginning, and those that were never sent. */
  counts(): readonly ShardCounts[] {
    return Array.from(this.#ok, (ok, shard) => ({ ok, notOk: this.#notOk[shard]! }));
  }

  finish(atMs: number): readonly SuccessGap[] {
    return this.#gaps.finish(atMs);
  }

  #shardOf(operation: number, key: number): number {
    return this.#shardsOfKeys === null ? 0 : this.#shardsOfKeys[operation]![key]!;
  }
}
