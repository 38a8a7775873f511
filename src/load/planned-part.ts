import type { Pacer } from './pacer/pacer.js';

/**
 * The operations planned for one part of a run, and how many of them have been sent or dropped. All times are on the
 * monotonic clock, except where one is on the run's clock: milliseconds after the epoch.
 */
export class PlannedPart {
  readonly closedLoop: boolean;
  #pacer: Pacer;
  epochMs = 0;
  endMs = 0;
  /** Operations sent or dropped so far. */
  planned = 0;
  /** Operations to send or drop in all. */
  plannedEnd = 0;
  /** When the part ends: its end time, or when the operation after its last would be due. The epoch in closed loop. */
  #planEndMs = 0;

  constructor(pacer: Pacer) {
    this.#pacer = pacer;
    this.closedLoop = pacer.closedLoop;
  }

  /** `mostOperations`: null for no limit. */
  begin(epochMs: number, endMs: number, mostOperations: number | null): void {
    this.epochMs = epochMs;
    this.endMs = endMs;
    this.planned = 0;
    const mostInTime = this.#pacer.countBefore(endMs - epochMs);
    this.plannedEnd = Math.min(mostOperations ?? Number.POSITIVE_INFINITY, mostInTime);
    this.#planEndMs = this.plannedEnd < mostInTime ? this.startMs(this.plannedEnd) : endMs;
    if (this.closedLoop) this.#planEndMs = epochMs;
  }

  /** Plans nothing that is due after `nowMs`. */
  stop(nowMs: number): void {
    this.endMs = Math.min(this.endMs, nowMs);
    this.plannedEnd = Math.min(this.plannedEnd, this.#pacer.countBefore(this.endMs - this.epochMs));
    this.#planEndMs = Math.min(this.#planEndMs, this.endMs);
  }

  /** The pacer now knows how many operations there are. */
  replan(): void {
    this.plannedEnd = Math.min(this.plannedEnd, this.#pacer.countBefore(this.endMs - this.epochMs));
  }

  /** Plans nothing more. */
  stopHere(): void {
    this.plannedEnd = this.planned;
  }

  /** Whether everything planned was sent or dropped. */
  get issued(): boolean {
    return this.planned >= this.plannedEnd;
  }

  endedBy(nowMs: number): boolean {
    return nowMs >= this.#planEndMs;
  }

  /** When an operation is due, by its number. */
  startMs(number: number): number {
    return this.epochMs + this.#pacer.startMs(number);
  }

  /** On the run's clock: when the next operation that is neither sent nor dropped is due. */
  nextDueMs(): number {
    return this.closedLoop || this.issued ? Number.POSITIVE_INFINITY : this.#pacer.startMs(this.planned);
  }

  /** How many operations are due within `lengthMs` from `nowMs`. */
  dueWithin(nowMs: number, lengthMs: number): number {
    const atMs = nowMs - this.epochMs;
    return this.#pacer.countBefore(atMs + lengthMs) - this.#pacer.countBefore(atMs);
  }
}
