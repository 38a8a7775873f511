import type { Ledger } from '../audit/ledger.js';
import { missing, notObserved } from '../audit/observation.js';
import { monotonicMs } from '../clock/monotonic.js';
import { createSpin } from '../clock/spin.js';
import type { IntervalCounts, SuccessGap } from '../metrics/interval-counts.js';
import { AuditedKeys } from './audited-keys.js';
import { type Driver, type DriverHost, type OutcomeCode, outcomeCode } from './driver/driver.js';
import { IntervalRecorder } from './interval-recorder.js';
import type { WorkerPlan } from './load-plan.js';
import { createOperationSource, type OperationSource } from './operation-source.js';
import type { Pacer } from './pacer/pacer.js';
import { pacerFor } from './pacer/registry.js';
import { FreeSlots, Slots } from './slots.js';
import { SuccessGaps } from './success-gaps.js';
import { ThreadWatch } from './thread-use.js';
import { operationKinds, operations } from './workload/operations.js';

const writes = operationKinds.map((kind) => operations[kind].writes);
/** Timers fire at whole milliseconds: what starts sooner than this is waited for in a loop. */
const spinBeforeMs = 1.2;
/**
 * How long such a loop stays away from the event loop. Each turn of that leaves garbage, and without this they are so many
 * that collecting it holds up one operation in a hundred; a reply waits for half of it on average.
 */
const spinMs = 0.02;
const expiryCheckMs = 5;
const shortestGapMs = 5;

/** Hears what the loop has to tell while it runs. */
export interface IssueListener {
  interval(counts: IntervalCounts): void;
  /** The first operation acknowledged over a connection that was made to this endpoint. */
  routed(endpoint: string, atMs: number): void;
}

/**
 * The hot path of one worker: issues each operation at its planned moment, settles it exactly once, and counts it.
 * All moments that it tells are on the run's clock: milliseconds after the epoch.
 */
export class IssueLoop implements DriverHost {
  readonly slots: Slots;
  #plan: WorkerPlan;
  #keys: AuditedKeys;
  #listener: IssueListener;
  #driver: Driver | undefined;
  #pacer: Pacer;
  #source: OperationSource;
  #free: FreeSlots;
  #endpoints: (string | null)[];
  #unproven: Uint8Array;
  #inFlight: Int32Array;
  #inFlightCount = 0;
  #recorder = new IntervalRecorder();
  #gaps = new SuccessGaps(1, shortestGapMs);
  #thread = new ThreadWatch();
  #spin = createSpin();
  #epochMs = 0;
  #endMs = 0;
  #planned = 0;
  #plannedEnd = 0;
  #intervalNumber = 0;
  #lastExpiryCheckMs = 0;
  #issuing = false;
  #turnScheduled = false;
  #timer: NodeJS.Timeout | undefined;
  #onDrained: (() => void) | undefined;

  constructor(plan: WorkerPlan, ledger: Ledger | null, listener: IssueListener) {
    this.#plan = plan;
    this.#listener = listener;
    this.slots = new Slots(plan.connections, plan.pipeline);
    this.#free = new FreeSlots(this.slots, plan.connections);
    this.#pacer = pacerFor(plan);
    this.#source = createOperationSource(plan);
    this.#keys = new AuditedKeys(ledger, this.#source, plan);
    this.#endpoints = new Array(plan.connections).fill(null);
    this.#unproven = new Uint8Array(plan.connections);
    this.#inFlight = new Int32Array(plan.inFlight);
  }

  use(driver: Driver): void {
    this.#driver = driver;
  }

  /** Operations planned until now; of a part that has ended: all of it. */
  get planned(): number {
    return this.#planned;
  }

  /** Issues from the epoch to the end, both on the monotonic clock; resolves when everything sent is settled. */
  run(epochMs: number, endMs: number, mostOperations: number | null): Promise<void> {
    this.#epochMs = epochMs;
    this.#endMs = endMs;
    this.#planned = 0;
    this.#plannedEnd = Math.min(mostOperations ?? Number.POSITIVE_INFINITY, this.#pacer.countBefore(endMs - epochMs));
    this.#intervalNumber = 0;
    this.#recorder = new IntervalRecorder();
    this.#gaps.begin(0);
    this.#thread.take();
    this.#issuing = true;
    const drained = new Promise<void>((resolve) => {
      this.#onDrained = resolve;
    });
    this.#schedule(Math.max(0, epochMs - monotonicMs()));
    return drained;
  }

  /** Plans nothing more from now on. */
  stop(): void {
    this.#endMs = Math.min(this.#endMs, monotonicMs());
    this.#plannedEnd = Math.min(this.#plannedEnd, this.#pacer.countBefore(this.#endMs - this.#epochMs));
    this.#schedule(0);
  }

  gaps(): readonly SuccessGap[] {
    // While the last operations are waited for, no success can be expected.
    return this.#gaps.finish(Math.min(monotonicMs(), this.#endMs) - this.#epochMs);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#issuing = false;
    this.#thread.stop();
  }

  connectionChanged(connection: number, endpoint: string | null): void {
    this.#endpoints[connection] = endpoint;
    this.#unproven[connection] = 1;
    this.#free.connectionReady(connection, endpoint !== null);
    if (endpoint !== null) this.#schedule(0);
  }

  settle(slot: number, generation: number, outcome: OutcomeCode, errorClass: string, seen: number): void {
    const { slots } = this;
    if (slots.busy[slot] === 0 || slots.generation[slot] !== generation) return;
    const nowMs = monotonicMs();
    const atMs = nowMs - this.#epochMs;
    const kind = slots.kind[slot]!;
    this.#flushIntervals(nowMs);
    slots.busy[slot] = 0;
    slots.generation[slot]! += 1;
    this.#free.giveBack(slot);
    this.#countInFlight(-1);
    const responseMs = this.#pacer.closedLoop ? Number.NaN : nowMs - slots.plannedMs[slot]!;
    this.#recorder.ended(kind, outcome, errorClass, atMs, responseMs, nowMs - slots.sentMs[slot]!);
    if (outcome === outcomeCode.ok) this.#succeeded(slot, kind, atMs, seen);
    else this.#gaps.failure(writes[kind] ? 'write' : 'read', 0);
    this.#keys.settle(slots.key[slot]!, slots.sequence[slot]!, writes[kind] === true, outcome, atMs, seen);
    if (!this.#issuing) return;
    // Replies come in bursts: what falls due while one is handled does not wait for the last of them.
    if (outcome === outcomeCode.ok) this.#issueDue(nowMs);
    this.#schedule(0);
  }

  #succeeded(slot: number, kind: number, atMs: number, seen: number): void {
    this.#gaps.success(writes[kind] ? 'write' : 'read', 0, atMs);
    if (!writes[kind]) {
      if (seen === missing) this.#recorder.misses += 1;
      else this.#recorder.hits += 1;
    }
    const connection = this.slots.connectionOf(slot);
    if (this.#unproven[connection] === 0) return;
    this.#unproven[connection] = 0;
    const endpoint = this.#endpoints[connection];
    if (endpoint) this.#listener.routed(endpoint, atMs);
  }

  /** Asks for a turn of the loop after `delayMs`: at once means at the next turn of the event loop. */
  #schedule(delayMs: number): void {
    if (this.#turnScheduled) return;
    clearTimeout(this.#timer);
    if (delayMs < spinBeforeMs) {
      this.#turnScheduled = true;
      setImmediate(this.#turn);
    } else this.#timer = setTimeout(this.#turn, delayMs - 1);
  }

  #turn = (): void => {
    this.#turnScheduled = false;
    if (!this.#issuing) return;
    const nowMs = monotonicMs();
    if (nowMs < this.#epochMs) {
      this.#schedule(this.#epochMs - nowMs);
      return;
    }
    if (this.#pacer.closedLoop && nowMs >= this.#endMs) this.#plannedEnd = this.#planned;
    this.#dropOverdue(nowMs);
    const waiting = this.#issueDue(nowMs);
    if (nowMs - this.#lastExpiryCheckMs >= expiryCheckMs) this.#expire(nowMs);
    this.#flushIntervals(nowMs);
    if (this.#planned >= this.#plannedEnd && this.#inFlightCount === 0) {
      this.#thread.rest();
      this.#finish();
      return;
    }
    const nextTurnMs = this.#nextTurnMs(nowMs, waiting);
    this.#thread.turn(nowMs, nextTurnMs < spinBeforeMs ? 0 : nextTurnMs);
    if (nextTurnMs > 0 && nextTurnMs < spinBeforeMs) this.#spin(Math.min(nextTurnMs, spinMs));
    this.#schedule(nextTurnMs);
  };

  /** Milliseconds until there is something to do, if nothing settles before. `waiting`: due, and no slot is free. */
  #nextTurnMs(nowMs: number, waiting: boolean): number {
    if (this.#pacer.closedLoop || waiting || this.#planned >= this.#plannedEnd) return expiryCheckMs;
    return Math.min(expiryCheckMs, this.#plannedStartMs(this.#planned) - nowMs);
  }

  /** What waited past its deadline is never sent. */
  #dropOverdue(nowMs: number): void {
    if (this.#pacer.closedLoop) return;
    const { deadlineMs } = this.#plan;
    while (this.#planned < this.#plannedEnd) {
      const ageMs = nowMs - this.#plannedStartMs(this.#planned);
      if (ageMs < deadlineMs) return;
      const kind = this.#source.nextKind();
      this.#source.nextKey();
      this.#planned += 1;
      this.#recorder.dropped(kind, ageMs);
      this.#gaps.failure(writes[kind] ? 'write' : 'read', 0);
    }
  }

  /** Sends all that is due, as far as slots are free; true when something due could not be sent. */
  #issueDue(nowMs: number): boolean {
    const { closedLoop } = this.#pacer;
    let waiting = false;
    while (this.#planned < this.#plannedEnd) {
      const plannedMs = closedLoop ? nowMs : this.#plannedStartMs(this.#planned);
      if (plannedMs > nowMs) break;
      const slot = this.#free.take();
      waiting = slot < 0;
      if (waiting) break;
      this.#planned += 1;
      this.#send(slot, plannedMs);
    }
    this.#driver?.flush();
    return waiting;
  }

  #send(slot: number, plannedMs: number): void {
    const { slots } = this;
    const kind = this.#source.nextKind();
    const isWrite = writes[kind] === true;
    const key = this.#keys.next(isWrite);
    const sentMs = monotonicMs();
    slots.kind[slot] = kind;
    slots.key[slot] = key;
    slots.sequence[slot] = this.#keys.begin(key, isWrite);
    slots.plannedMs[slot] = plannedMs;
    slots.sentMs[slot] = sentMs;
    slots.busy[slot] = 1;
    this.#countInFlight(1);
    this.#recorder.sent += 1;
    if (!this.#pacer.closedLoop) this.#recorder.schedulingLag.record(sentMs - plannedMs);
    this.#driver?.send(slot);
  }

  #expire(nowMs: number): void {
    this.#lastExpiryCheckMs = nowMs;
    const { slots } = this;
    const oldestMs = nowMs - this.#plan.deadlineMs;
    for (let slot = 0; slot < slots.count; slot += 1) {
      if (slots.busy[slot] === 0 || slots.sentMs[slot]! > oldestMs) continue;
      this.settle(slot, slots.generation[slot]!, outcomeCode.indeterminate, 'timeout', notObserved);
      this.#driver?.deadlinePassed(slots.connectionOf(slot));
    }
  }

  #flushIntervals(nowMs: number): void {
    while (nowMs >= this.#epochMs + (this.#intervalNumber + 1) * this.#plan.intervalMs) this.#flush();
  }

  #flush(): void {
    this.#listener.interval(this.#recorder.take(this.#intervalNumber, this.#thread.take()));
    this.#intervalNumber += 1;
  }

  #finish(): void {
    this.#issuing = false;
    this.#flush();
    this.#onDrained?.();
  }

  #countInFlight(change: 1 | -1): void {
    this.#inFlightCount += change;
    this.#inFlight[this.#plan.workerIndex] = this.#inFlightCount;
  }

  #plannedStartMs(number: number): number {
    return this.#epochMs + this.#pacer.startMs(number);
  }
}
