/** The settings of the HTTP origin's process. */
export interface HttpSettings {
  readonly readMs: number;
  readonly writeMs: number;
  /** Maximum concurrent requests; more are answered with 503. */
  readonly concurrency: number;
  /** Share of the requests answered with 500, before they do anything; from 0 to 1. */
  readonly errorShare: number;
}

/** How the process of the HTTP origin is started; passed as JSON in its only argument. */
export interface HttpStart {
  readonly host: string;
  readonly port: number;
  readonly rows: number;
  readonly valueBytes: number;
  /** Where writes are kept, so that they survive a kill. */
  readonly file: string;
  /** Required in requests for anything but a row. */
  readonly token: string;
  readonly settings: HttpSettings;
}

/** What that process reports. */
export interface HttpReport {
  readonly reads: number;
  readonly updates: number;
  readonly concurrency: number;
}

/** The path of a row, before its key. */
export const rowPath = '/rows/';
/** GET: a report; PUT: new settings. */
export const controlPath = '/control';
export const tokenHeader = 'x-cache-bench-token';
