import type { ShardCounts } from '../metrics/interval-counts.js';
import { placeOf, type ServiceReport } from '../metrics/service-gap.js';
import type { WorkerPlan } from './load-plan.js';
import { ServiceGaps } from './service-gaps.js';

/** Service per shard: its operations, and the times without a successful read or write. Times are on the run's clock. */
export class ShardService {
  readonly #shardCount: number;
  #gaps: ServiceGaps;
  /** By place: see `placeOf`. */
  #ok: Float64Array;
  #notOk: Float64Array;
  /** By operation: the place of its sort on the first shard. */
  #firstPlaces: Int32Array;
  #shardsOfKeys: WorkerPlan['shardsOfKeys'];

  constructor({ operations, shardCount, shardsOfKeys, ratePerSecond, workerCount }: WorkerPlan) {
    this.#shardCount = shardCount;
    this.#gaps = new ServiceGaps(2 * shardCount, { closedLoop: ratePerSecond === null, hasOthers: workerCount > 1 });
    this.#ok = new Float64Array(2 * shardCount);
    this.#notOk = new Float64Array(2 * shardCount);
    this.#firstPlaces = Int32Array.from(operations, ({ writes }) => placeOf(writes ? 'write' : 'read', 0, shardCount));
    this.#shardsOfKeys = shardsOfKeys;
  }

  begin(): void {
    this.#gaps.begin();
    this.#ok.fill(0);
    this.#notOk.fill(0);
  }

  /** An operation that became due at `dueMs` is sent. */
  sent(operation: number, key: number, dueMs: number): void {
    this.#gaps.due(this.#placeOf(operation, key), dueMs);
  }

  /** It was due at `dueMs` and is never sent. */
  dropped(operation: number, key: number, dueMs: number): void {
    const place = this.#placeOf(operation, key);
    this.#notOk[place]! += 1;
    this.#gaps.due(place, dueMs);
    this.#gaps.failure(place);
  }

  success(operation: number, key: number, atMs: number): void {
    const place = this.#placeOf(operation, key);
    this.#ok[place]! += 1;
    this.#gaps.success(place, atMs);
  }

  failure(operation: number, key: number): void {
    const place = this.#placeOf(operation, key);
    this.#notOk[place]! += 1;
    this.#gaps.failure(place);
  }

  /** By shard: operations that ended since the beginning, and those never sent. */
  counts(): readonly ShardCounts[] {
    return Array.from({ length: this.#shardCount }, (_, shard) => {
      const [write, read] = [placeOf('write', shard, this.#shardCount), placeOf('read', shard, this.#shardCount)];
      const [ok, notOk] = [this.#ok[write]! + this.#ok[read]!, this.#notOk[write]! + this.#notOk[read]!];
      return {
        ok,
        notOk,
        writes: this.#ok[write]! + this.#notOk[write]!,
        reads: this.#ok[read]! + this.#notOk[read]!,
      };
    });
  }

  /** `plannedMs`: when the next operation that is neither sent nor dropped is due. */
  report(plannedMs: number): ServiceReport {
    return this.#gaps.report(plannedMs);
  }

  finish(): ServiceReport {
    return this.#gaps.finish();
  }

  /** The key's shard at the start of the load. */
  shardOf(operation: number, key: number): number {
    return this.#shardsOfKeys === null ? 0 : this.#shardsOfKeys[operation]![key]!;
  }

  #placeOf(operation: number, key: number): number {
    const first = this.#firstPlaces[operation]!;
    return this.#shardsOfKeys === null ? first : first + this.#shardsOfKeys[operation]![key]!;
  }
}
