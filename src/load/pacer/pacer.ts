/**
 * When the operations of one worker start, in milliseconds after the epoch: pure functions of an operation's number
 * (0, 1, 2, ...) and of time, without clock or state, so that a stall leaves no hole in the plan.
 */
export interface Pacer {
  /** Closed loop: an operation starts when a connection is free for it, and no plan exists to be late against. */
  readonly closedLoop: boolean;
  startMs(number: number): number;
  /** How many operations start before `elapsedMs`. */
  countBefore(elapsedMs: number): number;
}

/** What a pacer is made for. */
export interface PacerShare {
  /** Over all workers; null in closed loop. */
  readonly ratePerSecond: number | null;
  readonly workerIndex: number;
  readonly workerCount: number;
}

export interface PacerDefinition {
  readonly summary: string;
  create(share: PacerShare): Pacer;
}
