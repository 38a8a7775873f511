/** The summary of a report: the fault, how long it lasted, who noticed, what was lost and why, and whether that is allowed. */
export interface Answer {
  /** Whole sentences that form one paragraph. */
  readonly sentences: readonly string[];
  /** What was run, in one line. */
  readonly setting: string;
}
