/** What a report says first: what was broken, for how long, who noticed, what was lost and why, and whether that is allowed. */
export interface Answer {
  /** Whole sentences, to be read as one paragraph. */
  readonly sentences: readonly string[];
  /** What was run, in one line. */
  readonly setting: string;
}
