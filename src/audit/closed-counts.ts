import { InternalError } from '../errors/errors.js';
import { tableOf } from '../model/table.js';
import { fates } from '../model/write-fates.js';
import { sum } from '../units/sum.js';
import { CountBooks, lostOf } from './count-books.js';
import type { CountSnapshot } from './count-snapshot.js';
import { noCounts } from './ledger-books.js';
import type { LostWrite } from './loss.js';
import { missing, noKey, notObserved } from './observation.js';
import type { WriteTotals } from './write-totals.js';

/** One worker's count ledger after all writes have ended. */
export class ClosedCounts {
  readonly #books: CountBooks;

  /** Takes over the snapshot's arrays. */
  constructor(snapshot: CountSnapshot) {
    this.#books = new CountBooks(snapshot.share, snapshot.firstNumber, snapshot);
  }

  /** Judges the final value of every key; `values` by local number, over all spaces. */
  readBackAll(values: Int32Array, atMs: number): void {
    const books = this.#books;
    const first = books.firstNumber / books.share.workerCount;
    for (let localKey = 0; localKey < books.least.length; localKey += 1) {
      const shown = values[first + localKey];
      if (shown === undefined)
        throw new InternalError('The read-back has fewer counted keys than the run. This is a bug in cache-bench.');
      const isNothing = shown === missing && books.least[localKey] === 0;
      if (shown === notObserved || shown === noKey || (isNothing && books.open[localKey] === 0)) continue;
      if (shown !== books.least[localKey] || books.open[localKey] !== 0) books.look(localKey, shown, atMs);
    }
  }

  /** The lost counts of the measured part, as writes whose sequence is the key's value after each. */
  *lostWrites(): Generator<LostWrite> {
    for (const [localKey, { losses }] of this.#books.exceptions) {
      for (const { from, to, found, detectedAtMs, acknowledgedAtMs } of losses) {
        const firstTimed = to - acknowledgedAtMs.length + 1;
        for (let sequence = from; sequence <= to; sequence += 1) {
          yield {
            keyIndex: this.#numberOf(localKey),
            sequence,
            found,
            foundWas: 'kept',
            detectedAtMs,
            acknowledgedAtMs: acknowledgedAtMs[sequence - firstTimed] ?? null,
            acknowledgedByMs: acknowledgedAtMs[0] ?? detectedAtMs,
            isStamped: false,
          };
        }
      }
    }
  }

  /** Every count of the measured part under its fate. Throws InternalError if the totals violate the conservation laws. */
  totals(): WriteTotals {
    const { totals, open, baselineOpen } = this.#books;
    const exceptions = [...this.#books.exceptions.values()];
    const { issued, acknowledged, failed, indeterminate, recovered, duplicated, unexpected } = totals;
    const { duplicatedUnanswered, foreignValues } = totals;
    const stillOpen = sum(open) - sum(baselineOpen);
    const lost = exceptions.reduce((total, one) => total + lostOf(one), 0);
    const survived = acknowledged - lost - (duplicated - duplicatedUnanswered) - unexpected;
    if (
      issued !== acknowledged + failed + indeterminate ||
      indeterminate !== recovered + totals.vanished + stillOpen + duplicatedUnanswered ||
      survived < 0
    )
      throw new InternalError(
        `The ledger of counts does not add up: ${JSON.stringify({ ...totals, lost, stillOpen })}. This is a bug in cache-bench.`,
      );
    const vanished = totals.vanished + stillOpen;
    return {
      writes: { issued, acknowledged, failed, indeterminate },
      fates: { ...tableOf(fates, () => 0), survived, lost, recovered, vanished, duplicated, unexpected },
      // Counts are indistinguishable: a foreign number replaces no particular one of them.
      counts: { ...noCounts(), foreignValues, unattributedValues: foreignValues },
      baselineLosses: exceptions.filter(({ baselineLost }) => baselineLost).length,
    };
  }

  #numberOf(localKey: number): number {
    const { share, firstNumber } = this.#books;
    return firstNumber + localKey * share.workerCount + share.workerIndex;
  }
}
