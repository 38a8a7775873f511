import type { WorkerPlan } from '../load-plan.js';
import type { OperationSource } from '../operation-source.js';
import type { Pacer } from '../pacer/pacer.js';
import { rehearsal } from './rehearsal.js';
import type { ReplayBatch, WorkerReplay } from './replay-plan.js';
import { SharedStarts } from './shared-starts.js';

type QueuePlan = Pick<WorkerPlan, 'workerIndex' | 'workerCount' | 'connections' | 'durationMs' | 'operations'> & {
  readonly replay: WorkerReplay;
};

/**
 * The next operations of a replay: what a worker sends, and when. It is fed from outside while it is used up, so only what it
 * has received is known; the next operation after that is due at infinity, and until it has everything, there is no end.
 */
export class ReplayQueue implements OperationSource, Pacer {
  readonly closedLoop = false;
  readonly ownKeys = 0;
  /** The request of the operation taken last. */
  request: Uint8Array = new Uint8Array(0);
  readonly starts = new SharedStarts();
  #plan: QueuePlan;
  #onUsed: () => void;
  #batches: ReplayBatch[] = [];
  /** Position of the next operation in the first batch. */
  #at = 0;
  #taken = 0;
  #isEnded = false;
  /** Whether it warms up. */
  #isRehearsing = false;

  /** `onUsed` is called for each batch once all of its operations are taken. */
  constructor(plan: QueuePlan, onUsed: () => void) {
    this.#plan = plan;
    this.#onUsed = onUsed;
  }

  add(batch: ReplayBatch): void {
    this.#batches.push(batch);
    this.starts.add(batch.dueMs);
  }

  /** Nothing more is added. */
  end(): void {
    this.#isEnded = true;
  }

  /** Replaces the log by a rehearsal of this length, until it ends. */
  rehearse(lengthMs: number): void {
    this.#restart(true);
    const batch = rehearsal(this.#plan, this.#plan.replay.replayed, lengthMs);
    if (batch.dueMs.length > 0) this.add(batch);
  }

  endRehearsal(): void {
    this.#restart(false);
  }

  startMs(number: number): number {
    return number < this.starts.known ? this.starts.startMs(number) : Number.POSITIVE_INFINITY;
  }

  countBefore(elapsedMs: number): number {
    if (!this.#isRehearsing && elapsedMs >= this.#plan.durationMs)
      return this.#isEnded ? this.starts.known : Number.POSITIVE_INFINITY;
    return Math.max(this.#taken, this.starts.countBefore(elapsedMs));
  }

  nextKind(): number {
    return this.#batches[0]!.kinds[this.#at]!;
  }

  /** Operations on keys of a hash slot take the same connection, on which they keep their order. */
  nextConnection(): number {
    const { workerCount, connections } = this.#plan;
    return Math.floor(this.#batches[0]!.hashSlots[this.#at]! / workerCount) % connections;
  }

  /** Takes the operation. Its key is known by its hash slot, numbered among those of the worker. */
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
      if (!this.#isRehearsing) this.#onUsed();
    }
    return Math.floor(hashSlot / this.#plan.workerCount);
  }

  #restart(isRehearsing: boolean): void {
    this.#isRehearsing = isRehearsing;
    this.#batches = [];
    [this.#at, this.#taken] = [0, 0];
    this.starts.restart();
  }
}
