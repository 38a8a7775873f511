import { isForAnother, missing } from '../audit/observation.js';
import { requestsOf, type StepPlan } from '../model/operation-plan.js';
import type { AuditedKeys } from './audited-keys.js';
import { type Driver, type OutcomeCode, outcomeCode } from './driver/driver.js';
import type { WorkerPlan } from './load-plan.js';
import type { OperationSinks } from './operation-sinks.js';
import type { Slots } from './slots.js';

/** A step, its place among the requests, and the step after it. */
interface Step extends Pick<StepPlan, 'when' | 'isRequired' | 'performer' | 'carries'> {
  readonly operation: number;
  readonly request: number;
  readonly writes: boolean;
  readonly next: Step | undefined;
}

/**
 * Composite operations: their steps follow each other in the slot, and thus on the connection, of the operation. It is `ok`
 * if every required step was; otherwise it ends with the outcome of the first required step that was not, except that a
 * failure becomes indeterminate if a write of an earlier step may have had an effect. Its deadline applies to all steps
 * together.
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
  /** By slot: whether a write of an earlier step may have had an effect. */
  #wrote: Uint8Array;

  constructor(plan: WorkerPlan, slots: Slots, keys: AuditedKeys, sinks: OperationSinks) {
    this.#slots = slots;
    this.#keys = keys;
    this.#sinks = sinks;
    this.#deadlineMs = plan.deadlineMs;
    this.#steps = stepsByRequest(plan);
    this.firstRequest = this.#steps.findIndex((step) => step !== undefined);
    if (this.firstRequest < 0) this.firstRequest = this.#steps.length;
    this.#wrote = new Uint8Array(slots.count);
  }

  /** `performers`: the driver first. */
  use(performers: readonly Driver[]): void {
    this.#performers = performers;
  }

  /** Who carries out the current step of the operation in a slot. */
  performerOf(slot: number): Driver {
    return this.#performers[this.#stepIn(slot).performer]!;
  }

  /** The driver, except that the performer of its first step gets each operation. */
  firstSteps(driver: Driver): Driver {
    return {
      send: (slot) => this.performerOf(slot).send(slot),
      flush: () => driver.flush(),
      deadlinePassed: (slot) => driver.deadlinePassed(slot),
      [Symbol.asyncDispose]: () => driver[Symbol.asyncDispose](),
    };
  }

  /**
   * The current step of the operation in a slot ended. Sends the next and returns null, or returns the outcome of the
   * operation. `atMs`: on the run's clock; `nowMs`: the same moment on the monotonic clock.
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
    this.#sinks.stepSettled(slot, step.operation, outcome, atMs, nowMs, seen);
    if (step.writes && outcome !== outcomeCode.fail) this.#wrote[slot] = 1;
    const isOk = outcome === outcomeCode.ok;
    const isTooLate = nowMs - this.#slots.sentMs[slot]! >= this.#deadlineMs;
    const goesOn = isOk || !(step.isRequired || isTooLate);
    const next = goesOn ? following(step, isOk && seen !== missing && !isForAnother(seen)) : undefined;
    if (next !== undefined) {
      this.#send(slot, next, seen);
      return null;
    }
    const whole = goesOn ? outcomeCode.ok : this.#wrote[slot] === 1 ? outcomeCode.indeterminate : outcome;
    this.#wrote[slot] = 0;
    this.#keys.release(step.operation, this.#slots.key[slot]!, whole === outcomeCode.ok, nowMs);
    this.#sinks.compositeSettled(slot, step.operation, whole, goesOn ? '' : errorClass, atMs, nowMs);
    return whole;
  }

  #send(slot: number, { operation, request, performer, carries }: Step, seen: number): void {
    const slots = this.#slots;
    const key = slots.key[slot]!;
    // A late reply to the previous step must not count for this one.
    slots.generation[slot]! += 1;
    slots.kind[slot] = request;
    this.#keys.reserve(operation, key);
    const sequence = this.#keys.begin(request, key);
    slots.sequence[slot] = carries ? seen : sequence;
    this.#performers[performer]!.send(slot);
  }

  #stepIn(slot: number): Step {
    return this.#steps[this.#slots.kind[slot]!]!;
  }
}

/** The step to run after one that found something, or nothing. */
function following(step: Step, found: boolean): Step | undefined {
  let wanted: StepPlan['when'] = found ? 'hit' : 'miss';
  for (let next = step.next; next !== undefined; next = next.next) {
    if (next.when === 'always' || next.when === wanted) return next;
    wanted = 'always';
  }
  return undefined;
}

function stepsByRequest({ operations }: WorkerPlan): readonly (Step | undefined)[] {
  const byRequest: (Step | undefined)[] = requestsOf(operations).map(() => undefined);
  let firstOfOthers = operations.length;
  operations.forEach(({ steps = [] }, operation) => {
    const requestOf = (index: number) => (index === 0 ? operation : firstOfOthers + index - 1);
    steps.reduceRight<Step | undefined>(
      (next, { when, isRequired, performer, carries, request: { writes } }, index) => {
        const request = requestOf(index);
        const step = { operation, request, when, isRequired, performer, writes, next, ...(carries && { carries }) };
        byRequest[request] = step;
        return step;
      },
      undefined,
    );
    firstOfOthers += Math.max(0, steps.length - 1);
  });
  return byRequest;
}
