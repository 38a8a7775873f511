import { monotonicMs } from '../clock/monotonic.js';
import type { Slots } from './slots.js';
import type { Step } from './step-graph.js';

/** How long steps may go on after the load has ended. */
const mostDrainMs = 10_000;

/** Steps to run once their operation was answered. */
export interface Job {
  /** The first of them; it has a background plan. */
  readonly step: Step;
  readonly key: number;
  /** What the step before it showed, and the number of the value. */
  readonly seen: number;
  readonly cas: number;
}

/** Steps that go on after their operation was answered, in slots of their own. Times are on the monotonic clock. */
export class BackgroundSteps {
  #slots: Slots;
  #start: (slot: number, job: Job) => void;
  #now: () => number;
  #free: number[];
  #running = new Map<number, Job>();
  /** Ordered by the time from which they may start. */
  #waiting: { readonly job: Job; readonly dueMs: number }[] = [];
  /** By first step: the keys that need no further job. */
  #merged = new Map<Step, Set<number>>();
  #timer: NodeJS.Timeout | undefined;
  #drainingSinceMs = Number.NaN;

  /** `start` begins with the first step in a slot. */
  constructor(slots: Slots, start: (slot: number, job: Job) => void, now = monotonicMs) {
    this.#now = now;
    this.#slots = slots;
    this.#start = start;
    this.#free = Array.from({ length: slots.count - slots.firstBackground }, (_, index) => slots.count - 1 - index);
  }

  has(slot: number): boolean {
    return slot >= this.#slots.firstBackground;
  }

  add(job: Job, nowMs: number): void {
    const { step, key } = job;
    if (step.background!.merge !== 'never') {
      const merged = this.#mergedWith(step);
      if (merged.has(key)) return;
      merged.add(key);
    }
    this.#wait(job, nowMs + step.background!.delayMs);
    this.#startDue(nowMs);
  }

  /** The last step in a slot ended. */
  ended(slot: number, isOk: boolean, nowMs: number): void {
    const job = this.#running.get(slot)!;
    this.#running.delete(slot);
    this.#free.push(slot);
    const { merge, retryMs } = job.step.background!;
    if (!isOk && retryMs !== null) {
      // A job that was added meanwhile does the same.
      const merged = this.#mergedWith(job.step);
      if (merge !== 'until-started' || !merged.has(job.key)) {
        if (merge !== 'never') merged.add(job.key);
        this.#wait(job, nowMs + retryMs);
      }
    } else if (merge === 'until-ended') this.#mergedWith(job.step).delete(job.key);
    this.#startDue(nowMs);
  }

  /** Whether there is nothing to do any more. Once the load has ended, what takes too long is given up. */
  isDrained(nowMs: number): boolean {
    if (this.#running.size === 0 && this.#waiting.length === 0) {
      this.#drainingSinceMs = Number.NaN;
      return true;
    }
    if (Number.isNaN(this.#drainingSinceMs)) this.#drainingSinceMs = nowMs;
    if (nowMs - this.#drainingSinceMs > mostDrainMs) {
      this.#waiting = [];
      this.#merged.clear();
    }
    return false;
  }

  #wait(job: Job, dueMs: number): void {
    let place = this.#waiting.length;
    while (place > 0 && this.#waiting[place - 1]!.dueMs > dueMs) place -= 1;
    this.#waiting.splice(place, 0, { job, dueMs });
  }

  #startDue(nowMs: number): void {
    clearTimeout(this.#timer);
    while (this.#free.length > 0 && this.#waiting.length > 0 && this.#waiting[0]!.dueMs <= nowMs) {
      const { job } = this.#waiting.shift()!;
      const slot = this.#free.pop()!;
      this.#running.set(slot, job);
      if (job.step.background!.merge === 'until-started') this.#mergedWith(job.step).delete(job.key);
      this.#start(slot, job);
    }
    const [next] = this.#waiting;
    // Without a free slot, the end of a job starts the next.
    if (next === undefined || this.#free.length === 0) return;
    this.#timer = setTimeout(() => this.#startDue(this.#now()), Math.max(1, Math.ceil(next.dueMs - nowMs)));
  }

  #mergedWith(step: Step): Set<number> {
    const merged = this.#merged.get(step) ?? new Set();
    this.#merged.set(step, merged);
    return merged;
  }
}
