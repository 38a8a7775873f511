import { mustWait, originalOf } from '../audit/observation.js';
import { monotonicMs } from '../clock/monotonic.js';
import type { AuditedKeys } from './audited-keys.js';
import { BackgroundSteps, type Job } from './background-steps.js';
import { type Driver, type OutcomeCode, outcomeCode } from './driver/driver.js';
import type { WorkerPlan } from './load-plan.js';
import type { OperationSinks } from './operation-sinks.js';
import type { Slots } from './slots.js';
import { StepArguments } from './step-arguments.js';
import { resultOf, type Step, stepsByRequest } from './step-graph.js';

/**
 * Composite operations: their steps follow each other in the slot, and thus on the connection, of the operation. It is `ok`
 * if every required step was; otherwise it ends with the outcome of the first required step that was not, except that a
 * failure becomes indeterminate if a write of an earlier step may have had an effect. Its deadline applies to all steps
 * together. It ends before its background steps, which have a deadline of their own.
 */
export class CompositeSteps {
  /** The request of the first composite operation, after those of all others; beyond all requests without one. */
  readonly firstRequest: number;
  #slots: Slots;
  #keys: AuditedKeys;
  #sinks: OperationSinks;
  #deadlineMs: number;
  /** By request; undefined for other operations. */
  #steps: readonly (Step | undefined)[];
  #performers: readonly Driver[] = [];
  #arguments: StepArguments;
  #background: BackgroundSteps;
  /** By slot: whether a write of an earlier step may have had an effect. */
  #wrote: Uint8Array;
  /** By slot: whether it pauses before its step is sent again. */
  #pauses: Uint8Array;
  /** By slot: when its step was sent. */
  #stepSentMs: Float64Array;

  constructor(plan: WorkerPlan, slots: Slots, keys: AuditedKeys, sinks: OperationSinks) {
    this.#slots = slots;
    this.#keys = keys;
    this.#sinks = sinks;
    this.#deadlineMs = plan.deadlineMs;
    this.#steps = stepsByRequest(plan.operations);
    this.firstRequest = this.#steps.findIndex((step) => step !== undefined);
    if (this.firstRequest < 0) this.firstRequest = this.#steps.length;
    this.#arguments = new StepArguments(plan);
    this.#background = new BackgroundSteps(slots, (slot, job) => this.#startInBackground(slot, job));
    this.#wrote = new Uint8Array(slots.count);
    this.#pauses = new Uint8Array(slots.count);
    this.#stepSentMs = new Float64Array(slots.count);
  }

  /** `performers`: the driver first. */
  use(performers: readonly Driver[]): void {
    this.#performers = performers;
  }

  /** Who carries out the current step of the operation in a slot. */
  performerOf(slot: number): Driver {
    return this.#pauses[slot] === 1 ? pausing : this.#performers[this.#stepIn(slot).performer]!;
  }

  /** The driver, except that the performer of its first step gets each operation. */
  firstSteps(driver: Driver): Driver {
    return {
      send: (slot) => {
        const step = this.#stepIn(slot);
        this.#stepSentMs[slot] = this.#slots.sentMs[slot]!;
        if (step.argument !== undefined) this.#slots.argument[slot] = this.#arguments.of(step.argument, 0);
        this.#performers[step.performer]!.send(slot);
      },
      flush: () => driver.flush(),
      deadlinePassed: (slot) => driver.deadlinePassed(slot),
      [Symbol.asyncDispose]: () => driver[Symbol.asyncDispose](),
    };
  }

  /** Whether no background step is left. After the end of the load, what takes too long is given up. */
  isDrained(nowMs: number): boolean {
    return this.#background.isDrained(nowMs);
  }

  /**
   * The current step of the operation in a slot ended. Sends the next and returns null, or returns the outcome of the
   * operation; null after background steps. `atMs`: on the run's clock; `nowMs`: the same moment on the monotonic clock.
   */
  settled(
    slot: number,
    outcome: OutcomeCode,
    errorClass: string,
    atMs: number,
    nowMs: number,
    seen: number,
  ): OutcomeCode | null {
    const step = this.#stepIn(slot);
    // The deadline may pass during a pause, whose step has ended already.
    if (this.#pauses[slot] === 0) this.#sinks.stepSettled(slot, step.operation, outcome, atMs, nowMs, seen);
    this.#pauses[slot] = 0;
    if (step.writes && outcome !== outcomeCode.fail) this.#wrote[slot] = 1;
    if (seen === mustWait && step.again !== undefined) {
      this.#pause(slot, step, step.again);
      return null;
    }
    const isOk = outcome === outcomeCode.ok;
    const isTooLate = nowMs - this.#slots.sentMs[slot]! >= this.#deadlineMs;
    const goesOn = isOk || !(step.isRequired || isTooLate);
    const next = goesOn ? this.#after(slot, step, isOk, nowMs, seen) : undefined;
    if (next !== undefined) {
      this.#send(slot, next, nowMs, seen);
      return null;
    }
    const whole = goesOn ? outcomeCode.ok : this.#wrote[slot] === 1 ? outcomeCode.indeterminate : outcome;
    this.#wrote[slot] = 0;
    if (this.#background.has(slot)) {
      this.#slots.busy[slot] = 0;
      this.#slots.generation[slot]! += 1;
      this.#background.ended(slot, goesOn, nowMs);
      return null;
    }
    this.#keys.release(step.operation, this.#slots.key[slot]!, whole === outcomeCode.ok, nowMs);
    this.#sinks.compositeSettled(slot, step.operation, whole, goesOn ? '' : errorClass, atMs, nowMs);
    return whole;
  }

  /** The next step of the operation; undefined: it has ended, and what comes next may run in the background. */
  #after(slot: number, step: Step, isOk: boolean, nowMs: number, seen: number): Step | undefined {
    const next = step.next[resultOf(isOk, seen)];
    if (next === undefined || (next.carries === 'shown' && originalOf(seen) < 0)) return undefined;
    if (next.background === undefined || this.#background.has(slot)) return next;
    const { key, cas } = this.#slots;
    this.#background.add({ step: next, key: key[slot]!, seen, cas: cas[slot]! }, nowMs);
    return undefined;
  }

  #startInBackground(slot: number, { step, key, seen, cas }: Job): void {
    const slots = this.#slots;
    const nowMs = monotonicMs();
    slots.key[slot] = key;
    slots.cas[slot] = cas;
    slots.busy[slot] = 1;
    slots.plannedMs[slot] = nowMs;
    slots.sentMs[slot] = nowMs;
    this.#send(slot, step, nowMs, seen);
    this.#performers[0]!.flush();
  }

  #send(slot: number, { operation, request, performer, carries, argument }: Step, nowMs: number, seen: number): void {
    const slots = this.#slots;
    const key = slots.key[slot]!;
    // A late reply to the previous step must not count for this one.
    slots.generation[slot]! += 1;
    slots.kind[slot] = request;
    if (!this.#background.has(slot)) this.#keys.reserve(operation, key);
    const sequence = this.#keys.begin(request, key);
    if (carries !== 'same') slots.sequence[slot] = carries === 'shown' ? originalOf(seen) : sequence;
    if (argument !== undefined) slots.argument[slot] = this.#arguments.of(argument, nowMs - this.#stepSentMs[slot]!);
    this.#stepSentMs[slot] = nowMs;
    this.#performers[performer]!.send(slot);
  }

  /** Sends the current step of a slot again after a pause, or goes back, unless its operation has ended by then. */
  #pause(slot: number, step: Step, { pauseMs, from }: NonNullable<Step['again']>): void {
    const { generation, sequence } = this.#slots;
    generation[slot]! += 1;
    const paused = generation[slot];
    this.#pauses[slot] = 1;
    setTimeout(() => {
      if (generation[slot] !== paused) return;
      this.#pauses[slot] = 0;
      const next = from();
      if (next === step) this.#performers[step.performer]!.send(slot);
      else this.#send(slot, next, monotonicMs(), sequence[slot]!);
      this.#performers[next.performer]!.flush();
    }, pauseMs);
  }

  #stepIn(slot: number): Step {
    return this.#steps[this.#slots.kind[slot]!]!;
  }
}

/** Carries out the pauses of operations: there is nothing to send or to give up. */
const pausing: Driver = {
  send: () => {},
  flush: () => {},
  deadlinePassed: () => {},
  [Symbol.asyncDispose]: async () => {},
};
