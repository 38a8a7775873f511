/** Which keys a ledger is about: those whose index leaves `workerIndex` when divided by `workerCount`. */
export interface LedgerShare {
  /** Keys of the whole run, over all workers. */
  readonly keyCount: number;
  readonly workerIndex: number;
  readonly workerCount: number;
  /** Keys from this number on, over all workers, are looked at only at the end: a write's reply says nothing of them. Absent: none. */
  readonly chainedKeys?: number;
}
