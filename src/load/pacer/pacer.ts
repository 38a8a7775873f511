import type { PacerName, Pacing } from '../../model/pacing.js';

/**
 * When the operations of one worker start, in milliseconds after the epoch: a function of an operation's number (0, 1, 2,
 * ...) and of time alone, without a clock, so that a stall leaves no hole in the plan. Starts never decrease. Warm-up and
 * measured part each follow the plan from its beginning.
 */
export interface Pacer {
  /** Closed loop: an operation starts when a connection is free for it; with no plan, nothing can be late. */
  readonly closedLoop: boolean;
  startMs(number: number): number;
  /** How many operations start before `elapsedMs`. */
  countBefore(elapsedMs: number): number;
}

/** The input of a pacer. */
export interface PacerShare {
  /** Over all workers; null in closed loop. */
  readonly ratePerSecond: number | null;
  readonly workerIndex: number;
  readonly workerCount: number;
  readonly pacer: Pacing;
  /** Length of the measured part; a rising pacer reaches its peak at the end. */
  readonly durationMs: number;
  readonly seed: number;
}

/** A share of a fixed rate. */
export type OpenShare = PacerShare & { readonly ratePerSecond: number };

export interface PacerDefinition<Name extends PacerName> {
  readonly summary: string;
  /** Its syntax in a scenario and on the command line. */
  readonly syntax: string;
  /** Parses the parameters after the colon; returns a string describing the error if they are invalid. */
  parse(parameters: readonly string[]): Pacing<Name> | string;
  create(pacing: Pacing<Name>, share: OpenShare): Pacer;
  /** The plan without randomness, for random pacers. */
  readonly onAverage?: (pacing: Pacing<Name>, share: OpenShare) => Pacer;
}
