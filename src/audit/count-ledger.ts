import { InternalError } from '../errors/errors.js';
import { CountBooks, unknown } from './count-books.js';
import type { CountSnapshot, CountTotals } from './count-snapshot.js';
import type { LedgerShare } from './ledger-share.js';
import { foreign, missing, notObserved } from './observation.js';

/**
 * Records how often one worker incremented each of its keys (INCR) or added an element (RPUSH, APPEND), and judges each
 * number that the servers show. Such writes are indistinguishable but countable: a key must show the acknowledged count,
 * plus at most the number in doubt. Keys are local indexes; memory grows by key, never by operation.
 */
export class CountLedger {
  readonly #books: CountBooks;
  readonly #busy: Uint8Array;
  /** By key: counts begun. */
  readonly #issued: Int32Array;

  /** `firstNumber`: the number of the first key over all workers. */
  constructor(share: LedgerShare, firstNumber: number) {
    this.#books = new CountBooks(share, firstNumber);
    this.#busy = new Uint8Array(this.#books.least.length);
    this.#issued = new Int32Array(this.#books.least.length);
  }

  get totals(): Readonly<CountTotals> {
    return this.#books.totals;
  }

  /** Everything so far belongs to the warm-up: a baseline for later judgements, not counted itself. */
  markBaseline(): void {
    this.#books.startMeasuring();
  }

  /** Whether the key has an unsettled count; it must not get another. */
  isBusy(localKey: number): boolean {
    return this.#busy[localKey] !== 0;
  }

  /** Keeps a key for a count that may begin later; until then, it counts as busy. */
  reserve(localKey: number): void {
    this.#busy[localKey] = reserved;
  }

  /** A reserved key is free again. */
  release(localKey: number): void {
    if (this.#busy[localKey] === reserved) this.#busy[localKey] = 0;
  }

  /** Begins a count; returns the number its value carries, if it has one. Throws InternalError when the key is busy. */
  begin(localKey: number): number {
    if (this.#busy[localKey] === 1)
      throw new InternalError(`Key ${localKey} was counted while a count was unsettled. ${bug}`);
    this.#busy[localKey] = 1;
    this.#books.totals.issued += 1;
    const number = this.#issued[localKey]! + 1;
    this.#issued[localKey] = number;
    return number;
  }

  /**
   * The count's `ok` arrived; `after` is the key's value since, `notObserved` if the reply did not show it. `missing`: there
   * was nothing to increment, and it had no effect.
   */
  acknowledge(localKey: number, atMs: number, after: number): void {
    const books = this.#books;
    this.#settle(localKey);
    if (after === missing) {
      books.look(localKey, missing, atMs);
      books.totals.failed += 1;
      return;
    }
    // This count is among those that may have been applied twice: a surplus found below may be its own copy.
    books.acknowledged[localKey]! += 1;
    if (after === notObserved) {
      if (books.least[localKey] !== unknown) books.least[localKey]! += 1;
    } else {
      // An incremented value below 1 means that someone else changed the key.
      const before = after < 1 ? foreign : after - 1;
      if (before !== books.least[localKey] || books.open[localKey] !== 0) books.look(localKey, before, atMs, 1);
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

  /** The count may have had an effect, or may yet have one. */
  doubt(localKey: number): void {
    this.#settle(localKey);
    this.#books.open[localKey]! += 1;
    this.#books.totals.indeterminate += 1;
  }

  /**
   * The ledger's contents, and the buffers to transfer with them: the ledger must not be used afterwards. Open counts become
   * indeterminate.
   */
  snapshot(): { readonly snapshot: CountSnapshot; readonly transfer: readonly ArrayBuffer[] } {
    for (const [localKey, busy] of this.#busy.entries()) if (busy === 1) this.doubt(localKey);
    const snapshot = this.#books.toSnapshot();
    const { least, open, baselineOpen, baseline, acknowledged, acknowledgedAtMs } = snapshot;
    const arrays = [least, open, baselineOpen, baseline, acknowledged, acknowledgedAtMs];
    return { snapshot, transfer: arrays.map((array) => array.buffer) };
  }

  #settle(localKey: number): void {
    if (this.#busy[localKey] !== 1)
      throw new InternalError(`A count of key ${localKey} was settled twice or never started. ${bug}`);
    this.#busy[localKey] = 0;
  }
}

const reserved = 2;
const bug = 'This is a bug in cache-bench.';
