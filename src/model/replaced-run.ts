/** A run in a series that was repeated because this machine was the limit. */
export interface ReplacedRun {
  readonly id: string;
  /** Why it did not count. */
  readonly reason: string;
  /** Relative to the folder of the series. */
  readonly recordPath: string;
}
