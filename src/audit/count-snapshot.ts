import type { LedgerShare } from './ledger-share.js';

/** Consecutive counts of one key that were acknowledged and found to be gone by one look. */
export interface CountLoss {
  /** The first and the last of them, as the number that the key stood at with each. */
  readonly from: number;
  to: number;
  /** What the key stood at instead; `missing` where it was gone. */
  readonly found: number;
  readonly detectedAtMs: number;
  /** When the last of them were acknowledged, the last one last; earlier ones are beyond the ledger's ring. */
  readonly acknowledgedAtMs: number[];
}

/** What is out of the ordinary in the life of one counted key. */
export interface CountExceptions {
  /** Ranges (first, last) of numbers that nobody was promised: counts without an answer, and counts too many. */
  unpromised: number[];
  losses: CountLoss[];
  /** Indeterminate counts of the measured part that took effect once. */
  recovered: number;
  /** Indeterminate counts that were not there at a later look; those of the warm-up apart. */
  vanished: number;
  baselineVanished: number;
  /** Acknowledged counts too many, and lost ones that came back. */
  surplus: number;
  /** Counts of the warm-up were found to be gone, after the barrier. */
  baselineLost: boolean;
}

/** Counts of the measured part; fates as far as looks have shown them. */
export interface CountTotals {
  issued: number;
  acknowledged: number;
  failed: number;
  indeterminate: number;
  recovered: number;
  vanished: number;
  duplicated: number;
  /** The indeterminate ones among the duplicated. */
  duplicatedUnanswered: number;
  unexpected: number;
  foreignValues: number;
}

/** What a worker's count ledger knows at its end, as plain data that crosses threads. Arrays are by local key. */
export interface CountSnapshot {
  readonly share: LedgerShare;
  /** The number of the first key, over all workers. */
  readonly firstNumber: number;
  /** What each key must stand at; -1: nobody knows, because it held something else. */
  readonly least: Int32Array<ArrayBuffer>;
  /** By how much it may be more: indeterminate counts since the last look; those of the warm-up among them apart. */
  readonly open: Int32Array<ArrayBuffer>;
  readonly baselineOpen: Int32Array<ArrayBuffer>;
  /** What it must have stood at when the measured part began. */
  readonly baseline: Int32Array<ArrayBuffer>;
  /** Acknowledged in the measured part. */
  readonly acknowledged: Int32Array<ArrayBuffer>;
  /** A ring of `ringSlots` moments for each key, by the number that it stood at. */
  readonly acknowledgedAtMs: Float64Array<ArrayBuffer>;
  readonly exceptions: readonly (readonly [localKey: number, exceptions: CountExceptions])[];
  readonly totals: CountTotals;
}
