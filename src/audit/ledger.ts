import { InternalError } from '../errors/errors.js';
import { LedgerBooks } from './ledger-books.js';
import type { LedgerShare } from './ledger-share.js';
import type { LedgerCounts, LedgerSnapshot } from './ledger-snapshot.js';
import { foreign, missing, notObserved, unchanged } from './observation.js';
import { writeStates } from './write-state.js';

/**
 * Records what one worker wrote and which writes were acknowledged, and judges each value that the servers show. Memory
 * grows by key, never by operation; only exceptions cost more. Keys are local indexes, times are milliseconds on the run's
 * clock. `observed` is a sequence number, or `missing`, `foreign` or `notObserved`.
 */
export class Ledger {
  readonly #books: LedgerBooks;
  /** By key: its unsettled write. */
  readonly #open: Uint8Array;

  constructor(share: LedgerShare) {
    this.#books = new LedgerBooks(share);
    this.#open = new Uint8Array(this.#books.issued.length);
  }

  /** Counts of the measured part so far. */
  get counts(): Readonly<LedgerCounts> {
    return this.#books.counts;
  }

  /** The key holds its preloaded value, sequence 0; from now on its absence is a loss. */
  acknowledgePreload(localKey: number): void {
    const { preloaded, acknowledged } = this.#books;
    preloaded[localKey] = 1;
    acknowledged[localKey] = Math.max(0, acknowledged[localKey]!);
  }

  /** Everything so far belongs to preload and warm-up: a baseline for later judgements, not counted itself. */
  markBaseline(): void {
    this.#books.startMeasuring();
  }

  /** Whether the key has an unsettled write; it must not get another. */
  isBusy(localKey: number): boolean {
    return this.#open[localKey] !== nothing;
  }

  /** Keeps a key for a write that may begin later; until then, it counts as busy. */
  reserve(localKey: number): void {
    this.#open[localKey] = reserved;
  }

  /** A reserved key is free again. */
  release(localKey: number): void {
    if (this.#open[localKey] === reserved) this.#open[localKey] = nothing;
  }

  /** Begins a write; returns the sequence number its value must carry. Throws InternalError if the key is busy. */
  begin(localKey: number): number {
    if (this.#open[localKey] !== nothing && this.#open[localKey] !== reserved)
      throw new InternalError(`Key ${localKey} got a second write while one was unsettled. ${bug}`);
    this.#open[localKey] = write;
    const { issued, counts } = this.#books;
    const sequence = issued[localKey]! + 1;
    issued[localKey] = sequence;
    counts.issued += 1;
    return sequence;
  }

  /** Begins a removal, which otherwise behaves like a write. Throws InternalError if the key is busy. */
  beginRemoval(localKey: number): number {
    const sequence = this.begin(localKey);
    this.#open[localKey] = removal;
    return sequence;
  }

  /** The write's `ok` arrived; `observed` is what it replaced, or `unchanged`. Throws InternalError if the write is not the open one. */
  acknowledge(localKey: number, sequence: number, atMs: number, observed: number): void {
    const wasRemoval = this.#settle(localKey, sequence);
    const books = this.#books;
    const before = books.acknowledged[localKey]!;
    const seen = books.meaningOf(localKey, observed);
    if (seen === notObserved) {
      if (localKey < books.chained) books.counts.unobservedWrites += 1;
    } else if (seen !== before || sequence !== before + 1) {
      if (seen === unchanged) {
        this.#hadNoEffect(localKey, sequence);
        return;
      }
      books.judge(localKey, seen, sequence, atMs);
    }
    if (wasRemoval) books.removed[localKey] = sequence;
    books.acknowledged[localKey] = sequence;
    books.noteAcknowledgedAt(localKey, sequence, atMs);
    if (sequence > books.baseline[localKey]!) books.counts.acknowledged += 1;
  }

  /** The write certainly had no effect. Throws InternalError if the write is not the open one. */
  fail(localKey: number, sequence: number): void {
    this.#settle(localKey, sequence);
    this.#hadNoEffect(localKey, sequence);
  }

  #hadNoEffect(localKey: number, sequence: number): void {
    const books = this.#books;
    books.history(localKey).ranges.assign(sequence, writeStates.failed.code);
    if (sequence > books.baseline[localKey]!) books.counts.failed += 1;
  }

  /** The write may have had an effect, or may yet have one. Throws InternalError if the write is not the open one. */
  doubt(localKey: number, sequence: number): void {
    const wasRemoval = this.#settle(localKey, sequence);
    const books = this.#books;
    if (wasRemoval) books.removed[localKey] = sequence;
    books.history(localKey).ranges.assign(sequence, writeStates.doubted.code);
    if (sequence > books.baseline[localKey]!) books.counts.indeterminate += 1;
  }

  /** The key's last acknowledged write: 0 is the preloaded value, -1 none at all. */
  acknowledgedSequence(localKey: number): number {
    return this.#books.acknowledged[localKey]!;
  }

  /**
   * A read was answered. `acknowledgedAtSend` is the value of `acknowledgedSequence` when it was sent. Returns true if it
   * found nothing although a write (or the preload) had been acknowledged and no removal explains it: a missing read, never
   * a stale one.
   */
  read(localKey: number, acknowledgedAtSend: number, observed: number): boolean {
    if (observed === notObserved) return false;
    if (observed === missing) return this.#isMissingRead(localKey, acknowledgedAtSend);
    const { counts } = this.#books;
    if (!this.#mayExist(localKey, observed)) counts.unexpectedReads += 1;
    else if (observed < acknowledgedAtSend) counts.staleReads += 1;
    return false;
  }

  /**
   * The ledger's contents, and the buffers to transfer with them: the ledger must not be used afterwards. Open writes become
   * indeterminate.
   */
  snapshot(): { readonly snapshot: LedgerSnapshot; readonly transfer: readonly ArrayBuffer[] } {
    const { issued } = this.#books;
    for (const [localKey, open] of this.#open.entries()) {
      if (open === write || open === removal) this.doubt(localKey, issued[localKey]!);
    }
    const snapshot = this.#books.toSnapshot();
    const arrays = [
      snapshot.issued,
      snapshot.acknowledged,
      snapshot.baseline,
      snapshot.preloaded,
      snapshot.removed,
      snapshot.acknowledgedAtMs,
    ];
    return { snapshot, transfer: arrays.map((array) => array.buffer) };
  }

  #isMissingRead(localKey: number, acknowledgedAtSend: number): boolean {
    // A pending removal may already have taken effect.
    if (acknowledgedAtSend < 0 || this.#open[localKey] === removal) return false;
    const removed = this.#books.removed[localKey]!;
    return removed === 0 || removed < acknowledgedAtSend;
  }

  /** True for a removal. */
  #settle(localKey: number, sequence: number): boolean {
    const open = this.#open[localKey];
    if (open === nothing || this.#books.issued[localKey] !== sequence) {
      throw new InternalError(`Write ${sequence} of key ${localKey} was settled twice or never started. ${bug}`);
    }
    this.#open[localKey] = nothing;
    return open === removal;
  }

  /** Whether the value may exist: the preloaded one, or one of ours that did not fail. */
  #mayExist(localKey: number, observed: number): boolean {
    if (observed === foreign || observed > this.#books.issued[localKey]!) return false;
    return observed <= 0 || this.#books.stateOf(localKey, observed) !== writeStates.failed.code;
  }
}

const nothing = 0;
const write = 1;
const removal = 2;
const reserved = 3;
const bug = 'This is a bug in cache-bench.';
