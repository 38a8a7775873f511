import type { RunRecord } from '../../record/run-record.js';

/** Time 0 of the run's clock in wall-clock time. */
export interface ClockZero {
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** False: the record's version did not store it, and this is when the program started, some seconds before the load. */
  readonly recorded: boolean;
}

/** The origin of every absolute time in a report. */
export function clockZero({ run: { measuredAt, startedAt } }: RunRecord): ClockZero {
  return { atMs: Date.parse(measuredAt ?? startedAt), recorded: measuredAt !== undefined };
}

/** How long operations were planned; for an old record, until the end of its phases. */
export function plannedMs({ run, phases }: RunRecord): number {
  return run.plannedMs ?? Math.max(0, ...phases.map(({ endMs }) => endMs));
}
