/**
 * When the operations of one worker start, in milliseconds after the epoch: functions of an operation's number
 * (0, 1, 2, ...) and of time alone, without a clock, so that a stall leaves no hole in the plan. Starts never fall from one
 * number to the next. Each part of a run, warm-up and measured, follows the plan from its beginning.
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
  /** As a scenario writes it: `constant`, `ramp:1000`. */
  readonly pacer: string;
  /** Of the measured part: what climbs has climbed at its end. */
  readonly durationMs: number;
  readonly seed: number;
}

/** A share of a rate. */
export type OpenShare = PacerShare & { readonly ratePerSecond: number };

/** A pacer whose parameters are read. */
export interface ParsedPacer {
  /** The lowest rate that it plans for a given one, per second; for the check that it climbs. */
  readonly fromPerSecond?: number;
  create(share: OpenShare): Pacer;
  /** The plan without its chance, where it has any. */
  readonly onAverage?: (share: OpenShare) => Pacer;
}

export interface PacerDefinition {
  readonly summary: string;
  /** How it is written in a scenario and on the command line. */
  readonly syntax: string;
  /** Reads the parameters after the colon; a string is what is wrong with them. */
  parse(parameters: readonly string[]): ParsedPacer | string;
}
