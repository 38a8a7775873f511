/** A run of a series that could not count, because this machine was the limit, and was run again. */
export interface ReplacedRun {
  readonly id: string;
  /** Why it could not count. */
  readonly reason: string;
  /** Relative to the folder of the series. */
  readonly recordPath: string;
}
