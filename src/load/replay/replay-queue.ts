import type { OperationSource } from '../operation-source.js';
import type { Pacer } from '../pacer/pacer.js';
import type { ReplayBatch, WorkerReplay } from './replay-plan.js';
import { SharedStarts } from './shared-starts.js';

/**
 * The next operations of a replay: what a worker sends, and when. It is fed from outside while it is used up, so only what it
 * has received is known; the next operation after that is due at infinity.
 */
export class ReplayQueue implements OperationSource, Pacer {
  readonly closedLoop = false;
  readonly ownKeys = 0;
  /** The request of the operation taken last. */
  request: Uint8Array = new Uint8Array(0);
  readonly starts = new SharedStarts();
  #replay: WorkerReplay;
  #connections: number;
  #durationMs: number;
  #onUsed: () => void;
  #batches: ReplayBatch[] = [];
  /** Position of the next operation in the first batch. */
  #at = 0;
  #taken = 0;

  /** `onUsed` is called for each batch once all of its operations are taken. */
  constructor(
    { replay, connections, durationMs }: { replay: WorkerReplay; connections: number; durationMs: number },
    onUsed: () => void,
  ) {
    this.#replay = replay;
    this.#connections = connections;
    this.#durationMs = durationMs;
    this.#onUsed = onUsed;
  }

  add(batch: ReplayBatch): void {
    this.#batches.push(batch);
    this.starts.add(batch.dueMs);
  }

  startMs(number: number): number {
    return number < this.starts.known ? this.starts.startMs(number) : Number.POSITIVE_INFINITY;
  }

  countBefore(elapsedMs: number): number {
    if (elapsedMs >= this.#durationMs) return this.#replay.replayed;
    return Math.max(this.#taken, this.starts.countBefore(elapsedMs));
  }

  nextKind(): number {
    return this.#batches[0]!.kinds[this.#at]!;
  }

  /** Operations on keys of a hash slot take the same connection, on which they keep their order. */
  nextConnection(): number {
    return this.#batches[0]!.hashSlots[this.#at]! % this.#connections;
  }

  /** Takes the operation. Its key is known by its hash slot. */
  nextKey(): number {
    const [batch] = this.#batches;
    const at = this.#at;
    const hashSlot = batch!.hashSlots[at]!;
    this.request = batch!.requests.subarray(at === 0 ? 0 : batch!.ends[at - 1]!, batch!.ends[at]!);
    this.#taken += 1;
    this.#at += 1;
    if (this.#at === batch!.dueMs.length) {
      this.#batches.shift();
      this.#at = 0;
      this.#onUsed();
    }
    return hashSlot;
  }
}
