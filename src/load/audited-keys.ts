import type { CountLedger } from '../audit/count-ledger.js';
import type { Ledger } from '../audit/ledger.js';
import type { AuditRole } from '../model/operation-plan.js';
import { type OutcomeCode, outcomeCode } from './driver/driver.js';
import type { WorkerPlan } from './load-plan.js';
import type { OperationSource } from './operation-source.js';

/** One worker's record of its keys. */
export interface WorkerLedgers {
  /** Covers keys whose values carry stamps. */
  readonly ledger: Ledger;
  /** Covers counter keys; null: there are none. */
  readonly counts: CountLedger | null;
  /** Index of the first counter key, over all workers. */
  readonly firstCounted: number;
}

/**
 * Picks the key of the next operation and keeps the ledgers up to date. A key with an unsettled write is not written: the
 * next key without one is. Without ledgers, and for unaudited operations, every key is free and every sequence number is 0.
 */
export class AuditedKeys {
  #ledger: Ledger | null;
  #counts: CountLedger | null;
  #source: OperationSource;
  #workerIndex: number;
  #workerCount: number;
  #mostProbes: number;
  /** By operation. */
  #roles: readonly AuditRole[];
  /** By operation: offset added to the worker's own key number to find the key in the ledger. */
  #bases: readonly number[];

  constructor(ledgers: WorkerLedgers | null, source: OperationSource, plan: WorkerPlan) {
    this.#ledger = ledgers?.ledger ?? null;
    this.#counts = ledgers?.counts ?? null;
    this.#source = source;
    this.#workerIndex = plan.workerIndex;
    this.#workerCount = plan.workerCount;
    // There are never more unsettled writes than operations in flight.
    this.#mostProbes = plan.connections * plan.pipeline;
    this.#roles = plan.operations.map(({ audit }) => (ledgers === null ? 'none' : audit));
    this.#bases = plan.operations.map(
      ({ audit, keyBase }) => (keyBase - (audit === 'count' ? (ledgers?.firstCounted ?? 0) : 0)) / plan.workerCount,
    );
  }

  /** Index of the key over all workers. */
  next(operation: number): number {
    const { ownKeys } = this.#source;
    let key = this.#source.nextKey();
    const role = this.#roles[operation];
    if (role !== 'none' && role !== 'read') {
      const ledger = role === 'count' ? this.#counts! : this.#ledger!;
      const base = this.#bases[operation]!;
      for (let probe = 0; probe < this.#mostProbes && ledger.isBusy(base + key); probe += 1)
        key = key + 1 === ownKeys ? 0 : key + 1;
    }
    return key * this.#workerCount + this.#workerIndex;
  }

  /** For a write: the number its value must carry. For a read: that of the last acknowledged write. */
  begin(operation: number, key: number): number {
    switch (this.#roles[operation]) {
      case 'write':
        return this.#ledger!.begin(this.#own(operation, key));
      case 'read':
        return this.#ledger!.acknowledgedSequence(this.#own(operation, key));
      case 'removal':
        return this.#ledger!.beginRemoval(this.#own(operation, key));
      case 'count':
        return this.#counts!.begin(this.#own(operation, key));
      default:
        return 0;
    }
  }

  /**
   * `seen` is what the reply showed of the key. Returns true for a missing read: the key must hold a value, but the read
   * found none.
   */
  settle(operation: number, key: number, sequence: number, outcome: OutcomeCode, atMs: number, seen: number): boolean {
    const role = this.#roles[operation];
    if (role === 'none') return false;
    const own = this.#own(operation, key);
    if (role === 'read') return outcome === outcomeCode.ok && this.#ledger!.read(own, sequence, seen);
    if (role === 'count') {
      if (outcome === outcomeCode.ok) this.#counts!.acknowledge(own, atMs, seen);
      else if (outcome === outcomeCode.fail) this.#counts!.fail(own);
      else this.#counts!.doubt(own);
    } else if (outcome === outcomeCode.ok) this.#ledger!.acknowledge(own, sequence, atMs, seen);
    else if (outcome === outcomeCode.fail) this.#ledger!.fail(own, sequence);
    else this.#ledger!.doubt(own, sequence);
    return false;
  }

  #own(operation: number, key: number): number {
    const own = this.#workerCount === 1 ? key : (key - this.#workerIndex) / this.#workerCount;
    return this.#bases[operation]! + own;
  }
}
