import type { CountLedger } from '../audit/count-ledger.js';
import type { Ledger } from '../audit/ledger.js';
import type { AuditRole } from '../model/operation-plan.js';
import { type OutcomeCode, outcomeCode } from './driver/driver.js';
import type { WorkerPlan } from './load-plan.js';
import type { OperationSource } from './operation-source.js';

/** What one worker remembers of its keys. */
export interface WorkerLedgers {
  /** Of the keys whose values carry stamps. */
  readonly ledger: Ledger;
  /** Of the keys that are counted up; null: there are none. */
  readonly counts: CountLedger | null;
  /** Over all workers, the number of the first key that is counted up. */
  readonly firstCounted: number;
}

/**
 * Which key the next operation takes, and what the ledgers hear of it. A key with an unsettled write is never written:
 * the next that has none is. Without ledgers, and for operations that are not audited, every key is free and every
 * sequence number 0.
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
  /** By operation: what is added to the worker's own number of a key in the ledger. */
  #bases: readonly number[];

  constructor(ledgers: WorkerLedgers | null, source: OperationSource, plan: WorkerPlan) {
    this.#ledger = ledgers?.ledger ?? null;
    this.#counts = ledgers?.counts ?? null;
    this.#source = source;
    this.#workerIndex = plan.workerIndex;
    this.#workerCount = plan.workerCount;
    // No more writes can be unsettled than operations are in flight.
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

  /** A write: the sequence number that it must carry. A read: what was last acknowledged. */
  begin(operation: number, key: number): number {
    switch (this.#roles[operation]) {
      case 'write':
        return this.#ledger!.begin(this.#own(operation, key));
      case 'read':
        return this.#ledger!.acknowledgedSequence(this.#own(operation, key));
      case 'removal':
        return this.#ledger!.beginRemoval(this.#own(operation, key));
      case 'count':
        this.#counts!.begin(this.#own(operation, key));
        return 0;
      default:
        return 0;
    }
  }

  /** `seen` is what the reply showed of the key. True: it was a missing read, of a key that must hold something. */
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
