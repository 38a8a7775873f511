import type { RunRecord } from '../record/run-record.js';
import type { RunEvent } from '../record/sections/events.js';
import type { TimelineInterval } from '../record/sections/timeline.js';

/** One way to present a record. `render` is pure: the same record and options give the same text. */
export interface Reporter {
  readonly summary: string;
  /** Its file in the folder of the run. */
  readonly fileName: string;
  render(record: RunRecord, options: ReportOptions): string;
  /** For a report that grows while the run goes on: its lines. `render` gives the same lines, and more. */
  readonly live?: LiveLines;
}

/** Each returns one line, without its end. */
interface LiveLines {
  begin(run: LiveRun): string;
  event(event: RunEvent): string;
  interval(interval: TimelineInterval): string;
}

/** What is known of a run when its measured part begins; times as in its record. */
export interface LiveRun {
  readonly id: string;
  readonly scenario: string;
  readonly startedAt: string;
  /** 0 on the run's clock; null: not recorded. */
  readonly measuredAt: string | null;
}

export interface ReportOptions {
  /** Width of the terminal; reports use 80 to 120 columns. */
  readonly columns: number;
  /** Colour is always redundant. */
  readonly colour: boolean;
  /** Location of the record, to be named in the report; null if unknown. */
  readonly recordPath: string | null;
  /** Includes what a reporter omits by default. */
  readonly full?: boolean;
}
