import type { Ledger } from '../audit/ledger.js';
import { type OutcomeCode, outcomeCode } from './driver/driver.js';
import type { WorkerPlan } from './load-plan.js';
import type { OperationSource } from './operation-source.js';

/**
 * Which key the next operation takes, and what the ledger hears of it. A key with an unsettled write is never written:
 * the next that has none is. Without a ledger, and for operations that are not audited, every key is free and every
 * sequence number 0.
 */
export class AuditedKeys {
  #ledger: Ledger | null;
  #source: OperationSource;
  #workerIndex: number;
  #workerCount: number;
  #mostProbes: number;
  /** By operation. */
  #isAuditedWrite: readonly boolean[];
  #isAuditedRead: readonly boolean[];

  constructor(ledger: Ledger | null, source: OperationSource, plan: WorkerPlan) {
    this.#ledger = ledger;
    this.#source = source;
    this.#workerIndex = plan.workerIndex;
    this.#workerCount = plan.workerCount;
    // No more writes can be unsettled than operations are in flight.
    this.#mostProbes = plan.connections * plan.pipeline;
    this.#isAuditedWrite = plan.operations.map(({ audit }) => ledger !== null && audit === 'write');
    this.#isAuditedRead = plan.operations.map(({ audit }) => ledger !== null && audit === 'read');
  }

  /** Index of the key over all workers. */
  next(operation: number): number {
    const { ownKeys } = this.#source;
    let key = this.#source.nextKey();
    if (this.#isAuditedWrite[operation])
      for (let probe = 0; probe < this.#mostProbes && this.#ledger!.isBusy(key); probe += 1)
        key = key + 1 === ownKeys ? 0 : key + 1;
    return key * this.#workerCount + this.#workerIndex;
  }

  /** A write: the sequence number that it must carry. A read: what was last acknowledged. */
  begin(operation: number, key: number): number {
    if (this.#isAuditedWrite[operation]) return this.#ledger!.begin(this.#own(key));
    return this.#isAuditedRead[operation] ? this.#ledger!.acknowledgedSequence(this.#own(key)) : 0;
  }

  /** `seen` is what the reply showed of the key. */
  settle(operation: number, key: number, sequence: number, outcome: OutcomeCode, atMs: number, seen: number): void {
    if (this.#isAuditedRead[operation]) {
      if (outcome === outcomeCode.ok) this.#ledger!.read(this.#own(key), sequence, seen);
    } else if (this.#isAuditedWrite[operation]) {
      const own = this.#own(key);
      if (outcome === outcomeCode.ok) this.#ledger!.acknowledge(own, sequence, atMs, seen);
      else if (outcome === outcomeCode.fail) this.#ledger!.fail(own, sequence);
      else this.#ledger!.doubt(own, sequence);
    }
  }

  #own(key: number): number {
    return this.#workerCount === 1 ? key : (key - this.#workerIndex) / this.#workerCount;
  }
}
