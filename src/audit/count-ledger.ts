import { InternalError } from '../errors/errors.js';
import { CountBooks, unknown } from './count-books.js';
import type { CountSnapshot, CountTotals } from './count-snapshot.js';
import type { LedgerShare } from './ledger-share.js';
import { foreign, missing, notObserved } from './observation.js';

/**
 * Remembers how often one worker counted each of its keys up (INCR), or added an element (RPUSH, APPEND), and judges each
 * number that the servers show. Such writes can't be told apart, but they can be counted: a key must stand at what was
 * acknowledged, or at most so much more as was in doubt. Keys are local indexes; memory is by key, never by operation.
 */
export class CountLedger {
  readonly #books: CountBooks;
  readonly #busy: Uint8Array;

  /** `firstNumber`: the number of the first key over all workers. */
  constructor(share: LedgerShare, firstNumber: number) {
    this.#books = new CountBooks(share, firstNumber);
    this.#busy = new Uint8Array(this.#books.least.length);
  }

  get totals(): Readonly<CountTotals> {
    return this.#books.totals;
  }

  /** Everything until now belongs to the warm-up: a base for later judgements that is not counted. */
  markBaseline(): void {
    this.#books.startMeasuring();
  }

  /** Whether the key has a count that is not settled; it must not get another. */
  isBusy(localKey: number): boolean {
    return this.#busy[localKey] === 1;
  }

  /** Begins a count. Throws InternalError when the key is busy. */
  begin(localKey: number): void {
    if (this.#busy[localKey] !== 0)
      throw new InternalError(`Key ${localKey} was counted up while a count was unsettled. ${bug}`);
    this.#busy[localKey] = 1;
    this.#books.totals.issued += 1;
  }

  /**
   * The count's `ok` was seen; `after` is what the key stands at since, `notObserved` when the answer did not say. `missing`: there
   * was nothing to count up, and it had no effect.
   */
  acknowledge(localKey: number, atMs: number, after: number): void {
    const books = this.#books;
    this.#settle(localKey);
    if (after === missing) {
      books.look(localKey, missing, atMs);
      books.totals.failed += 1;
      return;
    }
    // This count is one of those that may have been applied twice: what the look below finds too many may be its own copy.
    books.acknowledged[localKey]! += 1;
    if (after === notObserved) {
      if (books.least[localKey] !== unknown) books.least[localKey]! += 1;
    } else {
      // Nothing that was counted up stands at less than 1, unless somebody else has been there.
      const before = after < 1 ? foreign : after - 1;
      if (before !== books.least[localKey] || books.open[localKey] !== 0) books.look(localKey, before, atMs);
      books.least[localKey] = after < 1 ? unknown : after;
    }
    books.noteAcknowledgedAt(localKey, atMs);
    books.totals.acknowledged += 1;
  }

  /** The count certainly had no effect. */
  fail(localKey: number): void {
    this.#settle(localKey);
    this.#books.totals.failed += 1;
  }

  /** The count may have had an effect, now or later. */
  doubt(localKey: number): void {
    this.#settle(localKey);
    this.#books.open[localKey]! += 1;
    this.#books.totals.indeterminate += 1;
  }

  /** What the ledger knows, and the buffers to hand over with it: the ledger ends here. Open counts become indeterminate. */
  snapshot(): { readonly snapshot: CountSnapshot; readonly transfer: readonly ArrayBuffer[] } {
    for (const [localKey, busy] of this.#busy.entries()) if (busy === 1) this.doubt(localKey);
    const snapshot = this.#books.toSnapshot();
    const { least, open, baselineOpen, baseline, acknowledged, acknowledgedAtMs } = snapshot;
    const arrays = [least, open, baselineOpen, baseline, acknowledged, acknowledgedAtMs];
    return { snapshot, transfer: arrays.map((array) => array.buffer) };
  }

  #settle(localKey: number): void {
    if (this.#busy[localKey] !== 1)
      throw new InternalError(`A count of key ${localKey} was settled twice or never begun. ${bug}`);
    this.#busy[localKey] = 0;
  }
}

const bug = 'This is a bug in cache-bench.';
