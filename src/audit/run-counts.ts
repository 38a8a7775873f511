import { InternalError } from '../errors/errors.js';
import { keysOf } from '../model/table.js';
import type { Fate } from '../model/write-fates.js';
import { CountBooks, lostOf } from './count-books.js';
import type { CountSnapshot } from './count-snapshot.js';
import type { LostWrite } from './loss.js';
import { missing, noKey, notObserved } from './observation.js';
import type { WriteTotals } from './run-ledger.js';

/** The count ledgers of all workers after all writes have ended. */
export class RunCounts {
  readonly #books: readonly CountBooks[];

  /** Takes over the snapshots' arrays. */
  constructor(snapshots: readonly CountSnapshot[]) {
    this.#books = snapshots.map((snapshot) => new CountBooks(snapshot.share, snapshot.firstNumber, snapshot));
  }

  /** Judges the final value of every key; `values` by key number. */
  readBack(values: Int32Array, atMs: number): void {
    for (const books of this.#books) {
      for (let localKey = 0; localKey < books.least.length; localKey += 1) {
        const shown = values[numberOf(books, localKey)];
        if (shown === undefined)
          throw new InternalError('The read-back has fewer counted keys than the run. This is a bug in cache-bench.');
        const isNothing = shown === missing && books.least[localKey] === 0;
        if (shown === notObserved || shown === noKey || (isNothing && books.open[localKey] === 0)) continue;
        if (shown !== books.least[localKey] || books.open[localKey] !== 0) books.look(localKey, shown, atMs);
      }
    }
  }

  /** The lost counts of the measured part, as writes whose sequence is the key's value after each. */
  *lostWrites(): Generator<LostWrite> {
    for (const books of this.#books) {
      for (const [localKey, { losses }] of books.exceptions) {
        for (const { from, to, found, detectedAtMs, acknowledgedAtMs } of losses) {
          const firstTimed = to - acknowledgedAtMs.length + 1;
          for (let sequence = from; sequence <= to; sequence += 1) {
            yield {
              keyIndex: numberOf(books, localKey),
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
  }

  /** Adds every count of the measured part to its fate. Throws InternalError if the totals violate the conservation laws. */
  addTo({ writes, fates, counts, ...rest }: WriteTotals): WriteTotals {
    const sums = { ...rest, writes: { ...writes }, fates: { ...fates }, counts: { ...counts } };
    for (const { totals, exceptions, open, baselineOpen } of this.#books) {
      const { issued, acknowledged, failed, indeterminate, recovered, duplicated, unexpected } = totals;
      const { duplicatedUnanswered } = totals;
      const stillOpen = sum(open) - sum(baselineOpen);
      const lost = [...exceptions.values()].reduce((total, one) => total + lostOf(one), 0);
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
      add(sums.writes, { issued, acknowledged, failed, indeterminate });
      add<Fate>(sums.fates, { survived, lost, recovered, vanished, duplicated, unexpected });
      sums.counts.foreignValues += totals.foreignValues;
      // Counts are indistinguishable: a foreign number replaces no particular one of them.
      sums.counts.unattributedValues += totals.foreignValues;
      sums.baselineLosses += [...exceptions.values()].filter(({ baselineLost }) => baselineLost).length;
    }
    return sums;
  }
}

function numberOf({ share, firstNumber }: CountBooks, localKey: number): number {
  return firstNumber + localKey * share.workerCount + share.workerIndex;
}

function add<Name extends string>(sums: Record<Name, number>, more: Readonly<Record<Name, number>>): void {
  for (const name of keysOf(more)) sums[name] += more[name];
}

function sum(numbers: Int32Array): number {
  return numbers.reduce((total, number) => total + number, 0);
}
