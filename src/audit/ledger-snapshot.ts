import type { CountSnapshot } from './count-snapshot.js';
import type { KeyHistoryData } from './key-history.js';
import type { LedgerShare } from './ledger-share.js';

/** The final contents of a worker's ledger, as plain data that crosses threads. Arrays are by local key index. */
export interface LedgerSnapshot extends LedgerShare {
  /** The last sequence number issued; 0 for a key that was never written. */
  readonly issued: Int32Array<ArrayBuffer>;
  /** The last acknowledged one; 0 is the preloaded value, -1 none at all. */
  readonly acknowledged: Int32Array<ArrayBuffer>;
  /** The last one issued before the measured part. */
  readonly baseline: Int32Array<ArrayBuffer>;
  readonly preloaded: Uint8Array<ArrayBuffer>;
  /** The last settled removal that did not fail; 0: none. */
  readonly removed: Int32Array<ArrayBuffer>;
  /** A ring of `ringSlots` times per key. */
  readonly acknowledgedAtMs: Float64Array<ArrayBuffer>;
  readonly histories: readonly (readonly [localKey: number, history: KeyHistoryData])[];
  readonly counts: LedgerCounts;
  /** The same worker's counter keys; absent: none. */
  readonly counted?: CountSnapshot;
}

/** Counts of the measured part, updated as writes settle and reads arrive. */
export interface LedgerCounts {
  issued: number;
  acknowledged: number;
  failed: number;
  indeterminate: number;
  /** Acknowledged without showing what they replaced. */
  unobservedWrites: number;
  /** Values that nobody wrote, found by a write or by the read-back. */
  foreignValues: number;
  /** Those among them that replaced no write of the measured part, so that no fate includes them. */
  unattributedValues: number;
  /** Reads that returned an older value than the key's last write acknowledged when they were sent. */
  staleReads: number;
  /** Reads that returned a value that nobody wrote, or the value of a failed write. */
  unexpectedReads: number;
}

export const ringSlots = 8;

/** How many of `keyCount` keys the worker owns: those whose index modulo `workerCount` is `workerIndex`. */
export function ownedKeys(keyCount: number, workerIndex: number, workerCount: number): number {
  return Math.max(0, Math.ceil((keyCount - workerIndex) / workerCount));
}
