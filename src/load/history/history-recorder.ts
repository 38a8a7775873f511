import { notObserved } from '../../audit/observation.js';
import { type AuditRole, type OperationPlan, requestsOf } from '../../model/operation-plan.js';
import { type OutcomeCode, outcomeCode } from '../driver/driver.js';
import type { Slots } from '../slots.js';
import {
  historyColumns as column,
  type HistoryPlan,
  type HistorySnapshot,
  historyKinds,
  historyRowLength,
} from './history-plan.js';

const kinds: readonly AuditRole[] = historyKinds;
const firstRows = 1_024;
/** Of a slot whose operation is not recorded. */
const none = -1;

interface RecordedWorker {
  readonly workerIndex: number;
  readonly workerCount: number;
  readonly operations: readonly OperationPlan[];
}

/** Records the operations on the keys of a history: each when it is sent, and its end when it has one. */
export class HistoryRecorder {
  readonly #plan: HistoryPlan;
  readonly #worker: RecordedWorker;
  readonly #slots: Slots;
  /** By request: a position in `historyKinds`, or `none`. */
  readonly #kinds: Int8Array;
  /** By slot: where the row of its operation begins, or `none`. */
  readonly #rowOf: Int32Array;
  /** By the worker's own keys: operations recorded. */
  readonly #recorded: Uint32Array;
  readonly #cutMs = new Map<number, number>();
  #rows = new Float64Array(firstRows * historyRowLength);
  #end = 0;

  constructor(plan: HistoryPlan, worker: RecordedWorker, slots: Slots) {
    this.#plan = plan;
    this.#worker = worker;
    this.#slots = slots;
    this.#kinds = Int8Array.from(requestsOf(worker.operations), recordedKind);
    this.#rowOf = new Int32Array(slots.count).fill(none);
    this.#recorded = new Uint32Array(Math.ceil(plan.keys / worker.workerCount));
  }

  /** The operation in a slot is about to be sent. */
  sent(slot: number): void {
    const slots = this.#slots;
    const kind = this.#kinds[slots.kind[slot]!]!;
    const key = slots.key[slot]!;
    if (kind === none || key >= this.#plan.keys) return;
    const own = (key - this.#worker.workerIndex) / this.#worker.workerCount;
    const sentMs = slots.sentMs[slot]!;
    if (this.#recorded[own] === this.#plan.most) {
      if (!this.#cutMs.has(key)) this.#cutMs.set(key, sentMs);
      return;
    }
    this.#recorded[own]! += 1;
    const row = this.#newRow();
    const rows = this.#rows;
    rows[row + column.key] = key;
    rows[row + column.connection] = slots.connectionOf(slot);
    rows[row + column.kind] = kind;
    rows[row + column.sequence] = slots.sequence[slot]!;
    rows[row + column.seen] = notObserved;
    rows[row + column.outcome] = outcomeCode.indeterminate;
    rows[row + column.callMs] = sentMs;
    this.#rowOf[slot] = row;
  }

  /** The operation in a slot ended. `nowMs` is on the monotonic clock. */
  settled(slot: number, outcome: OutcomeCode, nowMs: number, seen: number): void {
    const row = this.#rowOf[slot]!;
    if (row === none) return;
    this.#rowOf[slot] = none;
    const rows = this.#rows;
    rows[row + column.outcome] = outcome;
    rows[row + column.returnMs] = nowMs;
    if (outcome === outcomeCode.ok) rows[row + column.seen] = seen;
  }

  snapshot(): HistorySnapshot {
    return { rows: this.#rows.slice(0, this.#end), cutMs: this.#cutMs };
  }

  #newRow(): number {
    const row = this.#end;
    this.#end += historyRowLength;
    if (this.#end > this.#rows.length) {
      const longer = new Float64Array(2 * this.#rows.length);
      longer.set(this.#rows);
      this.#rows = longer;
    }
    return row;
  }
}

/** Only keys that hold one value, and whose writes carry a number, are registers. */
function recordedKind({ space, audit }: OperationPlan): number {
  return space === 'string' ? kinds.indexOf(audit) : none;
}
