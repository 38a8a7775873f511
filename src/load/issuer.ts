import { monotonicMs } from '../clock/monotonic.js';
import type { AuditedKeys } from './audited-keys.js';
import type { Driver } from './driver/driver.js';
import type { WorkerPlan } from './load-plan.js';
import type { OperationSinks } from './operation-sinks.js';
import type { OperationSource } from './operation-source.js';
import type { PlannedPart } from './planned-part.js';
import type { ReplayQueue } from './replay/replay-queue.js';
import type { FreeSlots, Slots } from './slots.js';

/** How often replies are checked for their deadlines. */
export const expiryCheckMs = 5;
/** Closed loop: how long after the last reply the thread keeps polling for the next before it sleeps. */
const busyPollMs = 0.2;
const sendsPerClockReading = 16;
const nothing = new Uint8Array(0);
/**
 * With a single connection, the server waits for a long pipeline to be written, and we wait for its answers; sending in
 * quarters keeps both busy (depth 8, 16 and 64: 1.6, 1.6 and 2.7 times the rate). A second connection has the same effect,
 * and splitting then only costs calls (2 connections, depth 16: half the rate).
 */
const partsOfOneConnection = 4;

export interface IssuerParts {
  readonly part: PlannedPart;
  readonly slots: Slots;
  readonly free: FreeSlots;
  readonly source: OperationSource;
  readonly keys: AuditedKeys;
  readonly sinks: OperationSinks;
  /** The source, if it is one. */
  readonly replay: ReplayQueue | null;
}

/** Sends the operations that are due while slots are free, and drops those that waited too long. */
export class Issuer {
  inFlight = 0;
  /** Whether a due operation found no free slot at the last attempt. */
  isWaiting = false;
  #plan: WorkerPlan;
  #part: PlannedPart;
  #slots: Slots;
  #free: FreeSlots;
  #source: OperationSource;
  #keys: AuditedKeys;
  #sinks: OperationSinks;
  #replay: ReplayQueue | null;
  #driver: Driver | undefined;
  #shared: Int32Array;
  #leaseEndMs: Float64Array;
  #sendsPerFlush: number;

  constructor(plan: WorkerPlan, { part, slots, free, source, keys, sinks, replay }: IssuerParts) {
    this.#plan = plan;
    this.#part = part;
    this.#slots = slots;
    this.#free = free;
    this.#source = source;
    this.#keys = keys;
    this.#sinks = sinks;
    this.#replay = replay;
    this.#shared = new Int32Array(plan.inFlight);
    this.#leaseEndMs = plan.lease === null ? Float64Array.of(Number.POSITIVE_INFINITY) : new Float64Array(plan.lease);
    this.#sendsPerFlush =
      plan.connections === 1 ? Math.max(2, Math.floor(plan.pipeline / partsOfOneConnection)) : Number.POSITIVE_INFINITY;
  }

  use(driver: Driver): void {
    this.#driver = driver;
  }

  /** An operation that waits past its deadline is never sent. */
  dropOverdue(nowMs: number): void {
    const part = this.#part;
    if (part.closedLoop) return;
    const { deadlineMs, workerCount, workerIndex } = this.#plan;
    while (!part.issued) {
      const plannedMs = part.startMs(part.planned);
      const ageMs = nowMs - plannedMs;
      if (ageMs < deadlineMs) return;
      const operation = this.#source.nextKind();
      const key = this.#source.nextKey() * workerCount + workerIndex;
      part.planned += 1;
      this.#sinks.dropped(operation, key, plannedMs - part.epochMs, ageMs);
    }
  }

  /** Sends everything due while slots are free. */
  issueDue(nowMs: number): void {
    const part = this.#part;
    const { closedLoop } = part;
    if ((closedLoop && nowMs >= part.endMs) || nowMs > this.#leaseEndMs[0]!) part.stopHere();
    this.isWaiting = false;
    let sentMs = nowMs;
    let sent = 0;
    while (!part.issued) {
      let plannedMs = closedLoop ? nowMs : part.startMs(part.planned);
      if (plannedMs > nowMs) break;
      const connection = this.#source.nextConnection();
      const slot = connection < 0 ? this.#free.take() : this.#free.takeOf(connection);
      if (slot < 0) {
        this.isWaiting = true;
        break;
      }
      if (closedLoop) plannedMs = Math.max(this.#slots.plannedMs[slot]!, part.epochMs);
      part.planned += 1;
      sent += 1;
      // Writing a large batch takes a while: each operation must be charged only its own share.
      if (sent % sendsPerClockReading === 0) sentMs = monotonicMs();
      this.#send(slot, plannedMs, sentMs);
      // The server can start on these while the next are written.
      if (sent % this.#sendsPerFlush === 0) this.#driver?.flush();
    }
    this.#driver?.flush();
  }

  /** Milliseconds until there is something to do, unless an operation settles first. */
  nextTurnMs(nowMs: number, lastReplyMs: number): number {
    const part = this.#part;
    if (part.issued) return expiryCheckMs;
    if (part.closedLoop) return this.#plan.hasOwnCore && nowMs - lastReplyMs < busyPollMs ? 0 : expiryCheckMs;
    if (this.isWaiting) return expiryCheckMs;
    return Math.min(expiryCheckMs, Math.max(0, part.startMs(part.planned) - nowMs));
  }

  /** The operation in a slot is settled. */
  settled(slot: number): void {
    // A slot that is not used again soon must not keep its batch in memory.
    if (this.#replay !== null) this.#slots.requests[slot] = nothing;
    this.#free.giveBack(slot);
    this.#countInFlight(-1);
  }

  #send(slot: number, plannedMs: number, sentMs: number): void {
    const slots = this.#slots;
    const operation = this.#source.nextKind();
    const key = this.#keys.next(operation);
    slots.kind[slot] = operation;
    slots.key[slot] = key;
    if (this.#replay !== null) slots.requests[slot] = this.#replay.request;
    slots.sequence[slot] = this.#keys.begin(operation, key);
    slots.plannedMs[slot] = plannedMs;
    slots.sentMs[slot] = sentMs;
    slots.busy[slot] = 1;
    this.#sinks.sent(slot, plannedMs - this.#part.epochMs, sentMs - plannedMs);
    this.#countInFlight(1);
    this.#driver?.send(slot);
  }

  #countInFlight(change: 1 | -1): void {
    this.inFlight += change;
    this.#shared[this.#plan.workerIndex] = this.inFlight;
  }
}
