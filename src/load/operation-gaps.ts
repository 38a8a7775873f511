import type { SuccessGap } from '../metrics/interval-counts.js';
import type { WorkerPlan } from './load-plan.js';
import { SuccessGaps } from './success-gaps.js';

const shortestGapMs = 5;

/** How long each shard had no successful read, and no successful write. Moments are on the run's clock. */
export class OperationGaps {
  #gaps: SuccessGaps;
  /** By operation. */
  #sorts: readonly ('write' | 'read')[];
  #shardsOfKeys: WorkerPlan['shardsOfKeys'];

  constructor({ operations, shardCount, shardsOfKeys }: WorkerPlan) {
    this.#gaps = new SuccessGaps(shardCount, shortestGapMs);
    this.#sorts = operations.map(({ writes }) => (writes ? 'write' : 'read'));
    this.#shardsOfKeys = shardsOfKeys;
  }

  begin(): void {
    this.#gaps.begin(0);
  }

  success(operation: number, key: number, atMs: number): void {
    this.#gaps.success(this.#sorts[operation]!, this.#shardOf(operation, key), atMs);
  }

  failure(operation: number, key: number): void {
    this.#gaps.failure(this.#sorts[operation]!, this.#shardOf(operation, key));
  }

  finish(atMs: number): readonly SuccessGap[] {
    return this.#gaps.finish(atMs);
  }

  #shardOf(operation: number, key: number): number {
    return this.#shardsOfKeys === null ? 0 : this.#shardsOfKeys[operation]![key]!;
  }
}
