import type { RunRecord } from '../model/run-record.js';

/** One way to show a record. `render` is pure: the same record and options give the same text. */
export interface Reporter {
  readonly summary: string;
  /** Its file in the folder of the run. */
  readonly fileName: string;
  render(record: RunRecord, options: ReportOptions): string;
}

export interface ReportOptions {
  /** Width of the terminal; reports use 80 to 120 columns of it. */
  readonly columns: number;
  /** Colour only repeats what words already say. */
  readonly colour: boolean;
  /** Where the record lies, to be named in the report; null when nobody knows. */
  readonly recordPath: string | null;
  /** Everything, where a reporter leaves something out by default. */
  readonly full?: boolean;
}
