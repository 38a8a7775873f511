import { keysOf, tableOf } from '../../model/table.js';

/** The operations that a run records one by one. */
export interface HistoryPlan {
  /** On the first keys of the workload, over all workers. */
  readonly keys: number;
  /** On each key. */
  readonly most: number;
}

/** What one worker recorded, as plain data that crosses threads. */
export interface HistorySnapshot {
  /** One row of `historyColumns` per operation, in the order in which they were sent. */
  readonly rows: Float64Array<ArrayBuffer>;
  /** By key, over all workers: when its first operation that was not recorded was sent, on the monotonic clock. */
  readonly cutMs: ReadonlyMap<number, number>;
}

/**
 * Positions in a row. `key`: over all workers. `connection`: of the worker. `kind`: in `historyKinds`. `sequence`: of a write.
 * `seen`: what its reply showed, as the ledger takes it. `outcome`: its code. `callMs`, `returnMs`: on the monotonic clock;
 * it was sent after the former, and its reply arrived before the latter.
 */
export const historyColumns = {
  key: 0,
  connection: 1,
  kind: 2,
  sequence: 3,
  seen: 4,
  outcome: 5,
  callMs: 6,
  returnMs: 7,
} as const;
export const historyRowLength = 8;

/** How the audit treats the operations that are recorded. */
export const historyKinds = ['write', 'removal', 'read'] as const;

/** An operation as it was recorded. */
export type HistoryRow = Readonly<Record<keyof typeof historyColumns, number>>;

export function* rowsOf({ rows }: HistorySnapshot): Generator<HistoryRow> {
  for (let row = 0; row < rows.length; row += historyRowLength)
    yield tableOf(keysOf(historyColumns), (column) => rows[row + historyColumns[column]]!);
}
