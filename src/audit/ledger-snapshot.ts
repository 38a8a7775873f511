import type { CountSnapshot } from './count-snapshot.js';
import type { KeyHistoryData } from './key-history.js';

/** What a worker's ledger knows at its end, as plain data that crosses threads. Arrays are by local key index. */
export interface LedgerSnapshot {
  /** Keys of the whole run, over all workers. */
  readonly keyCount: number;
  readonly workerIndex: number;
  readonly workerCount: number;
  /** Of the whole run: keys from this number on are looked at only at the end. Absent: there are none. */
  readonly chainedKeys?: number;
  /** The last sequence number given out; 0 for a key that was never written. */
  readonly issued: Int32Array<ArrayBuffer>;
  /** The last acknowledged one; 0 is the preloaded value, -1 nothing at all. */
  readonly acknowledged: Int32Array<ArrayBuffer>;
  /** The last one given out before the measured part. */
  readonly baseline: Int32Array<ArrayBuffer>;
  readonly preloaded: Uint8Array<ArrayBuffer>;
  /** The last settled removal that did not fail; 0: there was none. */
  readonly removed: Int32Array<ArrayBuffer>;
  /** A ring of `ringSlots` moments for each key. */
  readonly acknowledgedAtMs: Float64Array<ArrayBuffer>;
  readonly histories: readonly (readonly [localKey: number, history: KeyHistoryData])[];
  readonly counts: LedgerCounts;
  /** What the same worker counted up; absent: nothing. */
  readonly counted?: CountSnapshot;
}

/** Counts of the measured part, as the writes settled and the reads came in. */
export interface LedgerCounts {
  issued: number;
  acknowledged: number;
  failed: number;
  indeterminate: number;
  /** Acknowledged without an answer of what they replaced. */
  unobservedWrites: number;
  /** Values that nobody wrote, found by a write or by the read-back. */
  foreignValues: number;
  /** Those of them that replaced no write of the measured part, so that no fate holds them. */
  unattributedValues: number;
  /** Reads that returned an older value than the last write of the key that was acknowledged when they were sent. */
  staleReads: number;
  /** Reads that returned a value that nobody wrote, or that of a write which failed. */
  unexpectedReads: number;
}

export const ringSlots = 8;

/** How many of `keyCount` keys the worker owns: those whose index leaves `workerIndex` when divided by `workerCount`. */
export function ownedKeys(keyCount: number, workerIndex: number, workerCount: number): number {
  return Math.max(0, Math.ceil((keyCount - workerIndex) / workerCount));
}
