import type { LedgerShare } from './ledger-share.js';

/** Consecutive acknowledged counts of one key that a single look found to be gone. */
export interface CountLoss {
  /** The first and last of them, as the key's value after each. */
  readonly from: number;
  to: number;
  /** The value found instead; `missing` if the key was gone. */
  readonly found: number;
  readonly detectedAtMs: number;
  /** When the last of them were acknowledged, oldest first; earlier ones are beyond the ledger's ring. */
  readonly acknowledgedAtMs: number[];
}

/** The exceptions in the history of one counted key. */
export interface CountExceptions {
  /** Ranges (first, last) of values that were never acknowledged: unanswered counts and surplus counts. */
  unpromised: number[];
  losses: CountLoss[];
  /** Indeterminate counts of the measured part that took effect once. */
  recovered: number;
  /** Indeterminate counts absent at a later look; those of the warm-up are counted separately. */
  vanished: number;
  baselineVanished: number;
  /** Surplus acknowledged counts, and lost ones that reappeared. */
  surplus: number;
  /** Warm-up counts were found to be lost after the barrier. */
  baselineLost: boolean;
}

/** Counts of the measured part; fates as far as looks have revealed them. */
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

/** The final contents of a worker's count ledger, as plain data that crosses threads. Arrays are by local key. */
export interface CountSnapshot {
  readonly share: LedgerShare;
  /** The number of the first key, over all workers. */
  readonly firstNumber: number;
  /** Each key's expected minimum; -1: unknown, because it held a foreign value. */
  readonly least: Int32Array<ArrayBuffer>;
  /** How far the value may exceed it: indeterminate counts since the last look; those of the warm-up are kept separately. */
  readonly open: Int32Array<ArrayBuffer>;
  readonly baselineOpen: Int32Array<ArrayBuffer>;
  /** The expected value at the start of the measured part. */
  readonly baseline: Int32Array<ArrayBuffer>;
  /** Acknowledged in the measured part. */
  readonly acknowledged: Int32Array<ArrayBuffer>;
  /** A ring of `ringSlots` times for each key, by its value. */
  readonly acknowledgedAtMs: Float64Array<ArrayBuffer>;
  readonly exceptions: readonly (readonly [localKey: number, exceptions: CountExceptions])[];
  readonly totals: CountTotals;
}
