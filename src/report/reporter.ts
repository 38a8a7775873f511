import type { RunRecord } from '../record/run-record.js';

/** One way to present a record. `render` is pure: the same record and options give the same text. */
export interface Reporter {
  readonly summary: string;
  /** Its file in the folder of the run. */
  readonly fileName: string;
  render(record: RunRecord, options: ReportOptions): string;
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
