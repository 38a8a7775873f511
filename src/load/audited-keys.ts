import type { CountLedger } from '../audit/count-ledger.js';
import type { Ledger } from '../audit/ledger.js';
import { unchanged } from '../audit/observation.js';
import type { RowLedger } from '../audit/row-ledger.js';
import { monotonicMs } from '../clock/monotonic.js';
import { outcomeNames } from '../model/history.js';
import { type AuditRole, requestsOf } from '../model/operation-plan.js';
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
  #rows: RowLedger | null;
  #source: OperationSource;
  #workerIndex: number;
  #workerCount: number;
  #mostProbes: number;
  /** By operation: what decides which keys it can take. A composite operation reserves its key until its write. */
  #picks: readonly Pick[];
  /** By request. */
  #roles: readonly AuditRole[];
  /** By request: offset added to the worker's own key number to find the key in the ledger. */
  #bases: readonly number[];

  constructor(ledgers: WorkerLedgers | null, source: OperationSource, plan: WorkerPlan, rows: RowLedger | null = null) {
    this.#ledger = ledgers?.ledger ?? null;
    this.#counts = ledgers?.counts ?? null;
    this.#rows = rows;
    this.#source = source;
    this.#workerIndex = plan.workerIndex;
    this.#workerCount = plan.workerCount;
    // There are never more unsettled writes than operations in flight.
    this.#mostProbes = plan.connections * plan.pipeline;
    const requests = requestsOf(plan.operations);
    this.#roles = requests.map(({ audit }) => (ledgers === null && rows === null ? 'none' : audit));
    this.#bases = requests.map(
      ({ audit, keyBase }) => (keyBase - (audit === 'count' ? (ledgers?.firstCounted ?? 0) : 0)) / plan.workerCount,
    );
    this.#picks = plan.operations.map(({ steps }, operation) => {
      if (steps === undefined) return { role: this.#roles[operation]!, request: operation };
      const writing = steps
        .map(({ request }) => requests.indexOf(request))
        .find((request) => isWrite(this.#roles[request]!));
      return writing === undefined ? { role: 'none', request: operation } : { role: 'reserved', request: writing };
    });
  }

  /** Index of the key over all workers. */
  next(operation: number): number {
    const { ownKeys } = this.#source;
    let key = this.#source.nextKey();
    const { role, request } = this.#picks[operation]!;
    if (role !== 'none' && role !== 'read') {
      const ledger = this.#ledgerOf(request);
      const base = this.#bases[request]!;
      for (let probe = 0; probe < this.#mostProbes && ledger.isBusy(base + key); probe += 1)
        key = key + 1 === ownKeys ? 0 : key + 1;
      if (role === 'reserved') ledger.reserve(base + key);
    }
    return key * this.#workerCount + this.#workerIndex;
  }

  /** Keeps the key of a composite operation for its next write. */
  reserve(operation: number, key: number): void {
    const { role, request } = this.#picks[operation]!;
    if (role === 'reserved') this.#ledgerOf(request).reserve(this.#own(request, key));
  }

  /** A composite operation has ended. `nowMs` is on the monotonic clock. */
  release(operation: number, key: number, isOk: boolean, nowMs: number): void {
    const { role, request } = this.#picks[operation]!;
    if (role === 'reserved') this.#ledgerOf(request).release(this.#own(request, key), isOk, nowMs);
  }

  /** For a write: the number its value must carry. For a read: that of the last acknowledged write. */
  begin(request: number, key: number): number {
    switch (this.#roles[request]) {
      case 'write':
        return this.#ledger!.begin(this.#own(request, key));
      case 'read':
        return this.#ledger!.acknowledgedSequence(this.#own(request, key));
      case 'removal':
        return this.#ledger!.beginRemoval(this.#own(request, key));
      case 'count':
        return this.#counts!.begin(this.#own(request, key));
      default:
        return this.#rows === null ? 0 : this.#beginRow(this.#rows, request, key);
    }
  }

  /**
   * A step of a composite operation ended, which began at `startMs`, both on the monotonic clock; otherwise as `settle`.
   */
  settleStep(
    request: number,
    key: number,
    sequence: number,
    outcome: OutcomeCode,
    { atMs, nowMs, startMs }: StepTimes,
    seen: number,
  ): boolean {
    const rows = this.#rows;
    if (rows === null) return this.settle(request, key, sequence, outcome, atMs, seen);
    const own = this.#own(request, key);
    const isOk = outcome === outcomeCode.ok;
    const role = this.#roles[request];
    if (role === 'row-read' && isOk) rows.read(own, sequence, seen, startMs);
    else if (role === 'row-fill')
      rows.fillEnded(own, sequence, isOk && seen === unchanged ? 'refused' : outcomeNames[outcome], nowMs);
    else if (role === 'row-invalidation') rows.invalidationEnded(own, isOk);
    return false;
  }

  #beginRow(rows: RowLedger, request: number, key: number): number {
    const own = this.#own(request, key);
    const role = this.#roles[request];
    if (role === 'row-write') return rows.beginWrite(own);
    if (role === 'row-read') return rows.floorOf(own);
    if (role === 'row-fill') rows.beginFill(own);
    else if (role === 'row-invalidation') rows.beginInvalidation(own, monotonicMs());
    return 0;
  }

  /**
   * `seen` is what the reply showed of the key. Returns true for a missing read: the key must hold a value, but the read
   * found none.
   */
  settle(request: number, key: number, sequence: number, outcome: OutcomeCode, atMs: number, seen: number): boolean {
    const role = this.#roles[request];
    if (role === 'none') return false;
    const own = this.#own(request, key);
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

  #ledgerOf(request: number): Ledger | CountLedger | RowLedger {
    if (this.#rows !== null) return this.#rows;
    return this.#roles[request] === 'count' ? this.#counts! : this.#ledger!;
  }

  #own(request: number, key: number): number {
    const own = this.#workerCount === 1 ? key : (key - this.#workerIndex) / this.#workerCount;
    return this.#bases[request]! + own;
  }
}

/** What an operation needs of the ledger to take a key, and the request whose ledger it is. */
interface Pick {
  readonly role: AuditRole | 'reserved';
  readonly request: number;
}

interface StepTimes {
  /** `nowMs`, on the run's clock. */
  readonly atMs: number;
  readonly nowMs: number;
  readonly startMs: number;
}

function isWrite(role: AuditRole): boolean {
  return writingRoles.includes(role);
}

const writingRoles: readonly AuditRole[] = ['write', 'removal', 'count', 'row-write'];
