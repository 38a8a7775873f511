import { notObserved } from '../audit/observation.js';
import { monotonicMs } from '../clock/monotonic.js';
import type { WorkerLedgers } from './audited-keys.js';
import type { CompositeSteps } from './composite-steps.js';
import { type Driver, type DriverHost, type OutcomeCode, outcomeCode } from './driver/driver.js';
import { expiryCheckMs, type Issuer } from './issuer.js';
import type { IssueListener, WorkerPlan } from './load-plan.js';
import { intervalPatienceMs, LoopClock } from './loop-clock.js';
import { loopParts } from './loop-parts.js';
import type { OperationSinks } from './operation-sinks.js';
import type { OriginRecorder } from './origin/origin-recorder.js';
import type { PlannedPart } from './planned-part.js';
import type { ReplayQueue } from './replay/replay-queue.js';
import type { Routes } from './routes.js';
import type { Slots } from './slots.js';
import type { Ticker } from './ticker.js';

/**
 * The hot path of one worker: issues each operation at its planned time, settles it exactly once and counts it. All times it
 * reports are on the run's clock: milliseconds after the epoch.
 */
export class IssueLoop implements DriverHost {
  readonly slots: Slots;
  /** How long after the epoch of the last part its first turn was; NaN: there was none yet. */
  startLateMs = Number.NaN;
  #plan: WorkerPlan;
  #part: PlannedPart;
  #closedLoop: boolean;
  #sinks: OperationSinks;
  #listener: IssueListener;
  #driver: Driver | undefined;
  #issuer: Issuer;
  #composites: CompositeSteps;
  #firstComposite: number;
  #routes: Routes;
  /** When the replies being handled arrived; NaN: none are. */
  #arrivedMs = Number.NaN;
  #lastReplyMs = 0;
  #lastExpiryCheckMs = 0;
  #issuing = false;
  #clock: LoopClock;
  #onDrained: (() => void) | undefined;

  /**
   * `ticker`: null in closed loop; in open loop without one, the thread spins before each planned start. `origin`: null if
   * there is nothing behind the cache. `replay`: where operations and their times come from; null: from the plan.
   */
  constructor(
    plan: WorkerPlan,
    ledgers: WorkerLedgers | null,
    listener: IssueListener,
    ticker: Ticker | null = null,
    origin: OriginRecorder | null = null,
    replay: ReplayQueue | null = null,
  ) {
    this.#plan = plan;
    this.#listener = listener;
    const parts = loopParts(plan, ledgers, origin, replay);
    this.slots = parts.slots;
    this.#part = parts.part;
    this.#closedLoop = parts.part.closedLoop;
    this.#clock = new LoopClock(plan, parts.part, ticker, () => this.#turn());
    this.#sinks = parts.sinks;
    this.#composites = parts.composites;
    this.#firstComposite = parts.composites.firstRequest;
    this.#issuer = parts.issuer;
    this.#routes = parts.routes;
  }

  /** `others`: who carries out the steps of composite operations that the driver does not, by `performer` from 1. */
  use(driver: Driver, others: readonly Driver[] = []): void {
    this.#driver = driver;
    this.#composites.use([driver, ...others]);
    this.#issuer.use(others.length === 0 ? driver : this.#composites.firstSteps(driver));
  }

  /** Operations planned so far; after a part has ended: all of its operations. */
  get planned(): number {
    return this.#part.planned;
  }

  /** Issues from the epoch to the end, both on the monotonic clock; resolves when every sent operation is settled. */
  run(epochMs: number, endMs: number, mostOperations: number | null): Promise<void> {
    this.#part.begin(epochMs, endMs, mostOperations);
    this.#sinks.begin();
    this.startLateMs = Number.NaN;
    this.#issuing = true;
    this.#clock.begin();
    return new Promise<void>((resolve) => {
      this.#onDrained = resolve;
    });
  }

  stop(): void {
    this.#part.stop(monotonicMs());
    this.#clock.ask(0);
  }

  /** The replay has been fed with its last operation. */
  replayEnds(): void {
    this.#part.replan();
    if (this.#issuing) this.#clock.ask(0);
  }

  /** What the last part ended with. */
  get results(): Pick<OperationSinks, 'restOfService' | 'shardCounts' | 'history'> {
    return this.#sinks;
  }

  close(): void {
    this.#issuing = false;
    this.#clock.close();
  }

  connectionChanged(connection: number, endpoint: string | null): void {
    this.#routes.changed(connection, endpoint);
    if (endpoint !== null) this.#clock.ask(0);
  }

  nodeAnswered(endpoint: string): void {
    const nowMs = Number.isNaN(this.#arrivedMs) ? monotonicMs() : this.#arrivedMs;
    this.#listener.routed(endpoint, nowMs - this.#part.epochMs);
  }

  repliesArrive(): void {
    this.#arrivedMs = monotonicMs();
    this.#clock.gotReplies();
    this.#flushIntervals(this.#arrivedMs);
  }

  repliesHandled(): void {
    this.#lastReplyMs = this.#arrivedMs;
    this.#arrivedMs = Number.NaN;
    // Operations that fill freed slots go out together.
    if (this.#issuing) this.#issueAfterReply(this.#closedLoop ? this.#lastReplyMs : monotonicMs());
    this.#scheduleAfterReply();
  }

  settle(slot: number, generation: number, reported: OutcomeCode, errorClass: string, seen: number): void {
    const { slots } = this;
    if (slots.busy[slot] === 0 || slots.generation[slot] !== generation) return;
    const alone = Number.isNaN(this.#arrivedMs);
    const nowMs = alone ? monotonicMs() : this.#arrivedMs;
    const atMs = nowMs - this.#part.epochMs;
    if (alone) this.#flushIntervals(nowMs);
    let outcome = reported;
    if (slots.kind[slot]! >= this.#firstComposite) {
      const whole = this.#composites.settled(slot, reported, errorClass, atMs, nowMs, seen);
      // Steps sent while replies are handled go out with the operations that follow them.
      if (whole === null) {
        if (alone) this.#driver?.flush();
        return;
      }
      outcome = whole;
    } else this.#sinks.settled(slot, reported, errorClass, atMs, nowMs, seen);
    if (outcome === outcomeCode.ok) {
      const endpoint = this.#routes.succeeded(slots.connectionOf(slot));
      if (endpoint !== null) this.#listener.routed(endpoint, atMs);
    }
    slots.busy[slot] = 0;
    slots.generation[slot]! += 1;
    // In closed loop, the next operation is due as soon as this one ends, even while the connection is down.
    slots.plannedMs[slot] = nowMs;
    this.#issuer.settled(slot);
    if (!alone) return;
    this.#lastReplyMs = nowMs;
    if (this.#issuing && outcome === outcomeCode.ok) this.#issueAfterReply(nowMs);
    this.#scheduleAfterReply();
  }

  explainError(errorClass: string, text: string): void {
    this.#sinks.explainError(errorClass, text);
  }

  #issueAfterReply(nowMs: number): void {
    const before = this.#part.planned;
    this.#issueDue(nowMs);
    if (!this.#closedLoop && this.#part.planned > before)
      this.#clock.issuedBetweenTurns(nowMs, this.#issuer.nextTurnMs(nowMs, this.#lastReplyMs));
  }

  /** Replies free slots for due operations; a turn handles the rest. */
  #scheduleAfterReply(): void {
    if (!this.#issuing) return;
    const needsTurn = this.#closedLoop
      ? this.#plan.hasOwnCore || this.#lastReplyMs >= this.#part.endMs
      : this.#issuer.isWaiting;
    if (needsTurn || this.#part.issued) this.#clock.ask(0);
  }

  #turn(): void {
    if (!this.#issuing) return;
    const nowMs = monotonicMs();
    if (nowMs < this.#part.epochMs) {
      this.#clock.ask(this.#part.epochMs - nowMs);
      return;
    }
    if (Number.isNaN(this.startLateMs)) this.startLateMs = nowMs - this.#part.epochMs;
    this.#issuer.dropOverdue(nowMs);
    this.#clock.turn(nowMs);
    this.#issueDue(nowMs);
    if (nowMs - this.#lastExpiryCheckMs >= expiryCheckMs && !this.#clock.catchesUp(nowMs)) this.#expire(nowMs);
    this.#flushIntervals(nowMs - (this.#issuer.inFlight === 0 ? 0 : intervalPatienceMs));
    const isSettled = this.#part.issued && this.#issuer.inFlight === 0 && this.#composites.isDrained(nowMs);
    if (isSettled && this.#part.endedBy(nowMs)) {
      this.#finish();
      return;
    }
    this.#clock.wait(nowMs, this.#issuer.nextTurnMs(nowMs, this.#lastReplyMs));
  }

  #issueDue(nowMs: number): void {
    this.#issuer.issueDue(nowMs);
    this.#clock.issued();
  }

  #expire(nowMs: number): void {
    this.#lastExpiryCheckMs = nowMs;
    const { slots } = this;
    const oldestMs = nowMs - this.#plan.deadlineMs;
    for (let slot = 0; slot < slots.count; slot += 1) {
      if (slots.busy[slot] === 0 || slots.sentMs[slot]! > oldestMs) continue;
      const performer = slots.kind[slot]! < this.#firstComposite ? this.#driver : this.#composites.performerOf(slot);
      this.settle(slot, slots.generation[slot]!, outcomeCode.indeterminate, 'timeout', notObserved);
      performer?.deadlinePassed(slot);
    }
  }

  #flushIntervals(nowMs: number): void {
    // Replies to connection setup arrive before a part begins, when there are no intervals yet.
    if (!this.#issuing) return;
    while (nowMs >= this.#part.epochMs + this.#sinks.intervalEndMs()) this.#flush();
  }

  #flush(): void {
    const use = this.#clock.takeUse();
    const { counts, service } = this.#sinks.takeInterval(use, this.#part.nextDueMs());
    this.#listener.interval(counts, service);
    this.#clock.beginInterval(use);
  }

  #finish(): void {
    this.#clock.rest();
    this.#issuing = false;
    // This chooses the clock again, so it comes before the clock is stopped.
    this.#flush();
    this.#clock.stop();
    this.#onDrained?.();
  }
}
