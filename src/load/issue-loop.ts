import { notObserved } from '../audit/observation.js';
import { monotonicMs } from '../clock/monotonic.js';
import type { IntervalCounts, ShardCounts } from '../metrics/interval-counts.js';
import type { ServiceReport } from '../metrics/service-gap.js';
import { hidePassword } from '../model/access.js';
import { foreignText } from '../model/foreign-text.js';
import { AuditedKeys, type WorkerLedgers } from './audited-keys.js';
import { type Driver, type DriverHost, type OutcomeCode, outcomeCode } from './driver/driver.js';
import { IntervalRecorder } from './interval-recorder.js';
import type { WorkerPlan } from './load-plan.js';
import { createOperationSource, type OperationSource } from './operation-source.js';
import type { Pacer } from './pacer/pacer.js';
import { pacerFor } from './pacer/registry.js';
import { ShardService } from './shard-service.js';
import { FreeSlots, Slots } from './slots.js';
import { SpinChoice } from './spin-choice.js';
import { ThreadWatch } from './thread-use.js';
import type { Ticker } from './ticker.js';
import { TurnTimer } from './turn-timer.js';

const expiryCheckMs = 5;
/** Closed loop: how long after the last reply the thread keeps polling for the next before it sleeps. */
const busyPollMs = 0.2;
const sendsPerClockReading = 16;
const mostErrorCharacters = 300;
/**
 * With a single connection, the server waits for a long pipeline to be written, and we wait for its answers; sending in
 * quarters keeps both busy (depth 8, 16 and 64: 1.6, 1.6 and 2.7 times the rate). A second connection has the same effect,
 * and splitting then only costs calls (2 connections, depth 16: half the rate).
 */
const partsOfOneConnection = 4;

/** Receives what the loop reports while it runs. */
export interface IssueListener {
  interval(counts: IntervalCounts, service: ServiceReport): void;
  /** The first operation acknowledged over a connection to this endpoint. */
  routed(endpoint: string, atMs: number): void;
}

/**
 * The hot path of one worker: issues each operation at its planned time, settles it exactly once and counts it. All times it
 * reports are on the run's clock: milliseconds after the epoch.
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
  #recorder: IntervalRecorder;
  /** When the replies being handled arrived; NaN: none are. */
  #arrivedMs = Number.NaN;
  #lastReplyMs = 0;
  /** The previous turn, if no reply has arrived since; otherwise NaN. */
  #idleSinceMs = Number.NaN;
  #shards: ShardService;
  #thread: ThreadWatch;
  #epochMs = 0;
  #endMs = 0;
  #sendsPerPart: number;
  #planned = 0;
  #plannedEnd = 0;
  /** When the part ends: its end time, or when the operation after its last would be due. The epoch in closed loop. */
  #planEndMs = 0;
  #intervalNumber = 0;
  #lastExpiryCheckMs = 0;
  #issuing = false;
  /** Whether a due operation found no free slot at the last attempt. */
  #waiting = false;
  #spinChoice: SpinChoice;
  #turns: TurnTimer;
  #onDrained: (() => void) | undefined;

  /** `ticker`: null in closed loop; in open loop without one, the thread spins before each planned start. */
  constructor(plan: WorkerPlan, ledgers: WorkerLedgers | null, listener: IssueListener, ticker: Ticker | null = null) {
    this.#plan = plan;
    this.#thread = new ThreadWatch(ticker?.threadId ?? 0);
    this.#spinChoice = new SpinChoice(plan.hasOwnCore);
    this.#turns = new TurnTimer(() => this.#turn(), ticker);
    this.#listener = listener;
    this.slots = new Slots(plan.connections, plan.pipeline);
    this.#free = new FreeSlots(this.slots, plan.connections);
    this.#sendsPerPart =
      plan.connections === 1 ? Math.max(2, Math.floor(plan.pipeline / partsOfOneConnection)) : Number.POSITIVE_INFINITY;
    this.#pacer = pacerFor(plan);
    this.#source = createOperationSource(plan);
    this.#keys = new AuditedKeys(ledgers, this.#source, plan);
    this.#recorder = new IntervalRecorder(plan.operations, plan.shardCount);
    this.#shards = new ShardService(plan);
    this.#endpoints = new Array(plan.connections).fill(null);
    this.#unproven = new Uint8Array(plan.connections);
    this.#inFlight = new Int32Array(plan.inFlight);
  }

  use(driver: Driver): void {
    this.#driver = driver;
  }

  /** Operations planned so far; after a part has ended: all of its operations. */
  get planned(): number {
    return this.#planned;
  }

  /** Issues from the epoch to the end, both on the monotonic clock; resolves when every sent operation is settled. */
  run(epochMs: number, endMs: number, mostOperations: number | null): Promise<void> {
    this.#epochMs = epochMs;
    this.#endMs = endMs;
    this.#planned = 0;
    const mostInTime = this.#pacer.countBefore(endMs - epochMs);
    this.#plannedEnd = Math.min(mostOperations ?? Number.POSITIVE_INFINITY, mostInTime);
    this.#planEndMs = this.#plannedEnd < mostInTime ? this.#plannedStartMs(this.#plannedEnd) : endMs;
    if (this.#pacer.closedLoop) this.#planEndMs = epochMs;
    this.#intervalNumber = 0;
    this.#recorder = new IntervalRecorder(this.#plan.operations, this.#plan.shardCount);
    this.#shards.begin();
    this.#thread.take();
    this.#thread.begin(epochMs);
    this.#issuing = true;
    this.#waiting = false;
    this.#chooseClock(epochMs, null);
    const drained = new Promise<void>((resolve) => {
      this.#onDrained = resolve;
    });
    this.#turns.ask(Math.max(0, epochMs - monotonicMs()));
    return drained;
  }

  stop(): void {
    this.#endMs = Math.min(this.#endMs, monotonicMs());
    this.#plannedEnd = Math.min(this.#plannedEnd, this.#pacer.countBefore(this.#endMs - this.#epochMs));
    this.#planEndMs = Math.min(this.#planEndMs, this.#endMs);
    this.#turns.ask(0);
  }

  /** The times without success in the last part that no interval reported. */
  restOfService(): ServiceReport {
    return this.#shards.finish();
  }

  /** By shard: the outcomes of the operations in the last part. */
  shardCounts(): readonly ShardCounts[] {
    return this.#shards.counts();
  }

  close(): void {
    this.#turns.stop();
    this.#issuing = false;
    this.#thread.stop();
  }

  connectionChanged(connection: number, endpoint: string | null): void {
    this.#endpoints[connection] = endpoint;
    this.#unproven[connection] = 1;
    this.#free.connectionReady(connection, endpoint !== null);
    if (endpoint !== null) this.#turns.ask(0);
  }

  nodeAnswered(endpoint: string): void {
    const nowMs = Number.isNaN(this.#arrivedMs) ? monotonicMs() : this.#arrivedMs;
    this.#listener.routed(endpoint, nowMs - this.#epochMs);
  }

  repliesArrive(): void {
    this.#arrivedMs = monotonicMs();
    this.#idleSinceMs = Number.NaN;
    this.#flushIntervals(this.#arrivedMs);
  }

  repliesHandled(): void {
    this.#lastReplyMs = this.#arrivedMs;
    this.#arrivedMs = Number.NaN;
    // Operations that fill freed slots go out together.
    if (this.#issuing) this.#issueAfterReply(this.#pacer.closedLoop ? this.#lastReplyMs : monotonicMs());
    this.#scheduleAfterReply();
  }

  settle(slot: number, generation: number, outcome: OutcomeCode, errorClass: string, seen: number): void {
    const { slots } = this;
    if (slots.busy[slot] === 0 || slots.generation[slot] !== generation) return;
    const alone = Number.isNaN(this.#arrivedMs);
    const nowMs = alone ? monotonicMs() : this.#arrivedMs;
    const atMs = nowMs - this.#epochMs;
    const operation = slots.kind[slot]!;
    if (alone) this.#flushIntervals(nowMs);
    slots.busy[slot] = 0;
    slots.generation[slot]! += 1;
    // In closed loop, the next operation is due as soon as this one ends, even while the connection is down.
    const plannedMs = slots.plannedMs[slot]!;
    slots.plannedMs[slot] = nowMs;
    this.#free.giveBack(slot);
    this.#countInFlight(-1);
    const responseMs = this.#pacer.closedLoop ? Number.NaN : nowMs - plannedMs;
    this.#recorder.ended(operation, outcome, errorClass, atMs, responseMs, nowMs - slots.sentMs[slot]!);
    if (outcome === outcomeCode.ok) this.#succeeded(slot, operation, atMs, seen);
    else this.#shards.failure(operation, slots.key[slot]!);
    if (this.#keys.settle(operation, slots.key[slot]!, slots.sequence[slot]!, outcome, atMs, seen))
      this.#recorder.missingRead(this.#shards.shardOf(operation, slots.key[slot]!));
    if (!alone) return;
    this.#lastReplyMs = nowMs;
    if (!this.#issuing) return;
    if (outcome === outcomeCode.ok) this.#issueAfterReply(nowMs);
    this.#scheduleAfterReply();
  }

  explainError(errorClass: string, text: string): void {
    const { access } = this.#plan.view;
    this.#recorder.errors.explain(errorClass, text, (said) =>
      foreignText(hidePassword(said, access), mostErrorCharacters),
    );
  }

  #issueAfterReply(nowMs: number): void {
    const before = this.#planned;
    this.#issueDue(nowMs);
    // The next turn is now for a later operation.
    if (!this.#pacer.closedLoop && this.#planned > before) this.#thread.turn(nowMs, this.#nextTurnMs(nowMs));
  }

  #succeeded(slot: number, operation: number, atMs: number, seen: number): void {
    this.#shards.success(operation, this.slots.key[slot]!, atMs);
    this.#recorder.showed(operation, seen);
    const connection = this.slots.connectionOf(slot);
    if (this.#unproven[connection] === 0) return;
    this.#unproven[connection] = 0;
    const endpoint = this.#endpoints[connection];
    if (endpoint) this.#listener.routed(endpoint, atMs);
  }

  /** Replies free slots for due operations; a turn handles the rest. */
  #scheduleAfterReply(): void {
    if (!this.#issuing) return;
    const needsTurn = this.#pacer.closedLoop
      ? this.#plan.hasOwnCore || this.#lastReplyMs >= this.#endMs
      : this.#waiting;
    if (needsTurn || this.#planned >= this.#plannedEnd) this.#turns.ask(0);
  }

  #turn(): void {
    if (!this.#issuing) return;
    const nowMs = monotonicMs();
    if (nowMs < this.#epochMs) {
      this.#turns.ask(this.#epochMs - nowMs);
      return;
    }
    this.#dropOverdue(nowMs);
    if (!Number.isNaN(this.#idleSinceMs)) this.#thread.idled(nowMs - this.#idleSinceMs);
    this.#issueDue(nowMs);
    if (nowMs - this.#lastExpiryCheckMs >= expiryCheckMs && !this.#thread.catchesUp(nowMs)) this.#expire(nowMs);
    this.#flushIntervals(nowMs);
    if (this.#planned >= this.#plannedEnd && this.#inFlightCount === 0 && nowMs >= this.#planEndMs) {
      this.#thread.rest();
      this.#finish();
      return;
    }
    const nextTurnMs = this.#nextTurnMs(nowMs);
    // Time spent spinning is idle time: the thread could do other work.
    this.#idleSinceMs = nextTurnMs < this.#turns.spinBelowMs ? nowMs : Number.NaN;
    this.#thread.turn(nowMs, nextTurnMs);
    this.#turns.askAfterSpin(nextTurnMs);
  }

  /** Milliseconds until there is something to do, unless an operation settles first. */
  #nextTurnMs(nowMs: number): number {
    if (this.#planned >= this.#plannedEnd) return expiryCheckMs;
    if (this.#pacer.closedLoop)
      return this.#plan.hasOwnCore && nowMs - this.#lastReplyMs < busyPollMs ? 0 : expiryCheckMs;
    if (this.#waiting) return expiryCheckMs;
    return Math.min(expiryCheckMs, Math.max(0, this.#plannedStartMs(this.#planned) - nowMs));
  }

  /** An operation that waits past its deadline is never sent. */
  #dropOverdue(nowMs: number): void {
    if (this.#pacer.closedLoop) return;
    const { deadlineMs } = this.#plan;
    while (this.#planned < this.#plannedEnd) {
      const plannedMs = this.#plannedStartMs(this.#planned);
      const ageMs = nowMs - plannedMs;
      if (ageMs < deadlineMs) return;
      const operation = this.#source.nextKind();
      const key = this.#source.nextKey() * this.#plan.workerCount + this.#plan.workerIndex;
      this.#planned += 1;
      this.#recorder.dropped(operation, ageMs);
      this.#shards.dropped(operation, key, plannedMs - this.#epochMs);
    }
  }

  /** Sends everything due while slots are free. */
  #issueDue(nowMs: number): void {
    const { closedLoop } = this.#pacer;
    if (closedLoop && nowMs >= this.#endMs) this.#plannedEnd = this.#planned;
    this.#waiting = false;
    let sentMs = nowMs;
    let sent = 0;
    while (this.#planned < this.#plannedEnd) {
      let plannedMs = closedLoop ? nowMs : this.#plannedStartMs(this.#planned);
      if (plannedMs > nowMs) break;
      const slot = this.#free.take();
      if (slot < 0) {
        this.#waiting = true;
        break;
      }
      if (closedLoop) plannedMs = Math.max(this.slots.plannedMs[slot]!, this.#epochMs);
      this.#planned += 1;
      sent += 1;
      // Writing a large batch takes a while: each operation must be charged only its own share.
      if (sent % sendsPerClockReading === 0) sentMs = monotonicMs();
      this.#send(slot, plannedMs, sentMs);
      // The server can start on these while the next are written.
      if (sent % this.#sendsPerPart === 0) this.#driver?.flush();
    }
    this.#driver?.flush();
    this.#turns.issued(this.#planned);
  }

  #send(slot: number, plannedMs: number, sentMs: number): void {
    const { slots } = this;
    const operation = this.#source.nextKind();
    const key = this.#keys.next(operation);
    slots.kind[slot] = operation;
    slots.key[slot] = key;
    slots.sequence[slot] = this.#keys.begin(operation, key);
    slots.plannedMs[slot] = plannedMs;
    slots.sentMs[slot] = sentMs;
    slots.busy[slot] = 1;
    this.#shards.sent(operation, key, plannedMs - this.#epochMs);
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
      this.#driver?.deadlinePassed(slot);
    }
  }

  #flushIntervals(nowMs: number): void {
    // Replies to connection setup arrive before a part begins, when there are no intervals yet.
    if (!this.#issuing) return;
    while (nowMs >= this.#epochMs + (this.#intervalNumber + 1) * this.#plan.intervalMs) this.#flush();
  }

  #flush(): void {
    const use = this.#thread.take();
    this.#listener.interval(this.#recorder.take(this.#intervalNumber, use), this.#shards.report(this.#nextDueMs()));
    this.#intervalNumber += 1;
    this.#chooseClock(monotonicMs(), use.waitedForCpuMs === null ? null : use.waitedForCpuMs / use.wallMs);
  }

  /** Decides whether to spin or sleep in the new interval. */
  #chooseClock(nowMs: number, waitedShare: number | null): void {
    if (this.#pacer.closedLoop) return;
    const { intervalMs } = this.#plan;
    const atMs = nowMs - this.#epochMs;
    const planned = this.#pacer.countBefore(atMs + intervalMs) - this.#pacer.countBefore(atMs);
    if (this.#spinChoice.spins(nowMs, planned / intervalMs, waitedShare)) this.#turns.spin();
    else this.#turns.sleep(this.#epochMs, this.#planned, this.#plannedEnd);
  }

  #finish(): void {
    this.#issuing = false;
    // This chooses the clock again, so it comes before the clock is stopped.
    this.#flush();
    this.#turns.stop();
    this.#onDrained?.();
  }

  #countInFlight(change: 1 | -1): void {
    this.#inFlightCount += change;
    this.#inFlight[this.#plan.workerIndex] = this.#inFlightCount;
  }

  /** On the run's clock: when the next operation that is neither sent nor dropped is due. */
  #nextDueMs(): number {
    const isLate = !this.#pacer.closedLoop && this.#planned < this.#plannedEnd;
    return isLate ? this.#pacer.startMs(this.#planned) : Number.POSITIVE_INFINITY;
  }

  #plannedStartMs(number: number): number {
    return this.#epochMs + this.#pacer.startMs(number);
  }
}
