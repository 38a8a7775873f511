import type { RegisterOperation } from '../../model/history.js';

/** The operations of some keys, by key. */
export type History = ReadonlyMap<string, readonly RegisterOperation[]>;

/** A form that a consistency checker reads. */
export interface HistoryFormat {
  readonly summary: string;
  /** The lines, without their ends. Throws UsageError if the format can't express the history. */
  lines(history: History): Iterable<string>;
}
