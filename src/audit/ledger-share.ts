/** The keys a ledger covers: those whose index modulo `workerCount` is `workerIndex`. */
export interface LedgerShare {
  /** Keys of the whole run, over all workers. */
  readonly keyCount: number;
  readonly workerIndex: number;
  readonly workerCount: number;
  /**
   * Keys from this number on, over all workers, are checked only at the end: replies to their writes show nothing. Absent:
   * none.
   */
  readonly chainedKeys?: number;
}
