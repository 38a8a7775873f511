import { InternalError } from '../errors/errors.js';
import { tableOf } from '../model/table.js';
import { fates } from '../model/write-fates.js';
import { LedgerBooks } from './ledger-books.js';
import type { LedgerCounts, LedgerSnapshot } from './ledger-snapshot.js';
import type { LostWrite } from './loss.js';
import { noKey, notObserved } from './observation.js';
import { fateOfState, type WriteState, writeStates } from './write-state.js';
import { checkConservation, type WriteTotals } from './write-totals.js';

/** One worker's ledger after all writes have ended: takes the read-back and reports the fate of each write. */
export class ClosedLedger {
  readonly #books: LedgerBooks;

  /** Takes over the snapshot's arrays without changing them. */
  constructor(snapshot: LedgerSnapshot) {
    this.#books = new LedgerBooks(snapshot, snapshot);
  }

  get ownedKeys(): number {
    return this.#books.issued.length;
  }

  get counts(): Readonly<LedgerCounts> {
    return this.#books.counts;
  }

  /** Number of keys whose preload or warm-up writes turned out to be lost in the measured part. */
  get baselineLosses(): number {
    return [...this.#books.histories.values()].filter((history) => history.baselineLost).length;
  }

  /** The local number of a key; undefined: it is not the worker's. */
  localKeyOf(keyIndex: number): number | undefined {
    const { workerCount, workerIndex } = this.#books.share;
    const localKey = (keyIndex - workerIndex) / workerCount;
    return Number.isInteger(localKey) && localKey < this.ownedKeys ? localKey : undefined;
  }

  /** Judges the final value of every key; `values` by local number. */
  readBackAll(values: Int32Array, atMs: number): void {
    for (let localKey = 0; localKey < this.ownedKeys; localKey += 1) {
      const observed = values[localKey];
      if (observed === undefined)
        throw new InternalError('The read-back has fewer keys than the run. This is a bug in cache-bench.');
      this.readBack(localKey, observed, atMs);
    }
  }

  /** Judges the key's final value. */
  readBack(localKey: number, observed: number, atMs: number): void {
    if (observed === notObserved || observed === noKey) return;
    const last = this.#books.issued[localKey]!;
    const seen = this.#books.meaningOf(localKey, observed);
    if (seen !== last || this.#books.acknowledged[localKey] !== last) this.#books.judge(localKey, seen, last + 1, atMs);
  }

  /** A kept write is lost, by evidence other than a value: a relay discarded it. */
  ruleLost(localKey: number, sequence: number, atMs: number): void {
    const look = this.#books.look(localKey, notObserved, this.#books.issued[localKey]! + 1, atMs);
    this.#books.history(localKey).ruleLost(look, sequence);
  }

  stateOf(localKey: number, sequence: number): WriteState {
    return this.#books.stateOf(localKey, sequence);
  }

  /** When the write was acknowledged; undefined if uncertain or beyond the key's ring. */
  acknowledgedAtMs(localKey: number, sequence: number): number | undefined {
    return this.#books.acknowledgedAtMs(localKey, sequence);
  }

  isMeasured(localKey: number, sequence: number): boolean {
    return sequence > this.#books.baseline[localKey]! && sequence <= this.#books.issued[localKey]!;
  }

  /** Whether a loss of this kept write could have gone unseen: the write that replaced it reported nothing. */
  concealsLossOf(localKey: number, sequence: number): boolean {
    const { counts, chained, removed, acknowledged } = this.#books;
    const sawNothing = localKey >= chained || counts.unobservedWrites > 0;
    if (sawNothing && sequence < acknowledged[localKey]!) return true;
    // It can't be determined whether a key is gone because of its last removal or an earlier one.
    if (sequence < removed[localKey]!) return true;
    return this.#books.histories.get(localKey)?.concealsLossOf(sequence) ?? false;
  }

  /** Number of writes of the measured part in each state, by state code. */
  countStates(): readonly number[] {
    const { issued, baseline, histories } = this.#books;
    const counts = Object.values(writeStates).map(() => 0);
    const kept = writeStates.kept.code;
    for (let localKey = 0; localKey < issued.length; localKey += 1)
      counts[kept]! += issued[localKey]! - baseline[localKey]!;
    for (const [localKey, history] of histories) {
      const { triples } = history.ranges;
      for (let at = 0; at < triples.length; at += 3) {
        const count = triples[at + 1]! - Math.max(triples[at]!, baseline[localKey]! + 1) + 1;
        if (count <= 0) continue;
        counts[triples[at + 2]!]! += count;
        counts[kept]! -= count;
      }
    }
    return counts;
  }

  /** Every write of the measured part under its fate. Throws InternalError if the totals violate the conservation laws. */
  totals(): WriteTotals {
    const { counts } = this.#books;
    const sums = tableOf(fates, () => 0);
    let [issued, stillFailed] = [0, 0];
    for (const [state, count] of this.countStates().entries()) {
      const fate = fateOfState[state];
      if (fate) sums[fate] += count;
      else stillFailed += count;
      issued += count;
    }
    // A failed write that was seen took effect: its outcome was not certain after all.
    const indeterminate = counts.indeterminate + counts.failed - stillFailed;
    const totals: WriteTotals = {
      writes: { issued, acknowledged: counts.acknowledged, failed: stillFailed, indeterminate },
      fates: sums,
      counts: { ...counts },
      baselineLosses: this.baselineLosses,
    };
    checkConservation(totals);
    return totals;
  }

  /** The lost writes of the measured part. */
  *lostWrites(): Generator<LostWrite> {
    const { baseline, histories, removed, share } = this.#books;
    for (const [localKey, history] of histories) {
      const keyIndex = localKey * share.workerCount + share.workerIndex;
      const isStamped = removed[localKey] === 0;
      for (const loss of history.losses) {
        const { found, foundWas, detectedAtMs, acknowledgedByMs } = loss;
        const firstTimed = loss.to - loss.acknowledgedAtMs.length + 1;
        for (let sequence = Math.max(loss.from, baseline[localKey]! + 1); sequence <= loss.to; sequence += 1) {
          // A lost write that reappeared is no longer lost; its loss stays on the list.
          if (history.ranges.stateOf(sequence) !== writeStates.lost.code) continue;
          const acknowledgedAtMs = loss.acknowledgedAtMs[sequence - firstTimed] ?? null;
          yield { keyIndex, sequence, found, foundWas, detectedAtMs, acknowledgedAtMs, acknowledgedByMs, isStamped };
        }
      }
    }
  }
}
