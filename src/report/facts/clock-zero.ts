import type { RunRecord } from '../../model/run-record.js';

/** Moment 0 of the run's clock on the wall clock. */
export interface ClockZero {
  /** Milliseconds since the epoch of Unix. */
  readonly atMs: number;
  /** False: the record is of a version that did not keep it, and this is when the program started, some seconds before the load. */
  readonly recorded: boolean;
}

/** From which every absolute time in a report counts. */
export function clockZero({ run: { measuredAt, startedAt } }: RunRecord): ClockZero {
  return { atMs: Date.parse(measuredAt ?? startedAt), recorded: measuredAt !== undefined };
}

/** How long operations were planned; of an old record, until the end of its phases. */
export function plannedMs({ run, phases }: RunRecord): number {
  return run.plannedMs ?? Math.max(0, ...phases.map(({ endMs }) => endMs));
}
