import type { Ledger } from '../audit/ledger.js';
import { type OutcomeCode, outcomeCode } from './driver/driver.js';
import type { WorkerPlan } from './load-plan.js';
import type { OperationSource } from './operation-source.js';

/**
 * Which key the next operation takes, and what the ledger hears of it. A key with an unsettled write is never written:
 * the next that has none is. Without a ledger every key is free and every sequence number 0.
 */
export class AuditedKeys {
  #ledger: Ledger | null;
  #source: OperationSource;
  #plan: WorkerPlan;
  #mostProbes: number;

  constructor(ledger: Ledger | null, source: OperationSource, plan: WorkerPlan) {
    this.#ledger = ledger;
    this.#source = source;
    this.#plan = plan;
    // No more writes can be unsettled than operations are in flight.
    this.#mostProbes = plan.connections * plan.pipeline;
  }

  /** Index of the key over all workers. */
  next(isWrite: boolean): number {
    const { ownKeys } = this.#source;
    let key = this.#source.nextKey();
    if (isWrite && this.#ledger !== null)
      for (let probe = 0; probe < this.#mostProbes && this.#ledger.isBusy(key); probe += 1) key = (key + 1) % ownKeys;
    return key * this.#plan.workerCount + this.#plan.workerIndex;
  }

  /** A write: the sequence number that it must carry. A read: what was last acknowledged. */
  begin(key: number, isWrite: boolean): number {
    if (this.#ledger === null) return 0;
    const own = this.#own(key);
    return isWrite ? this.#ledger.begin(own) : this.#ledger.acknowledgedSequence(own);
  }

  /** `seen` is what the reply showed of the key. */
  settle(key: number, sequence: number, isWrite: boolean, outcome: OutcomeCode, atMs: number, seen: number): void {
    const ledger = this.#ledger;
    if (ledger === null) return;
    const own = this.#own(key);
    if (!isWrite) {
      if (outcome === outcomeCode.ok) ledger.read(own, sequence, seen);
    } else if (outcome === outcomeCode.ok) ledger.acknowledge(own, sequence, atMs, seen);
    else if (outcome === outcomeCode.fail) ledger.fail(own, sequence);
    else ledger.doubt(own, sequence);
  }

  #own(key: number): number {
    return Math.floor(key / this.#plan.workerCount);
  }
}
