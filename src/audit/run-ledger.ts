import { InternalError } from '../errors/errors.js';
import { keysOf, tableOf } from '../model/table.js';
import { type Fate, fates } from '../model/write-fates.js';
import { ClosedLedger } from './closed-ledger.js';
import { noCounts } from './ledger-books.js';
import type { LedgerCounts, LedgerSnapshot } from './ledger-snapshot.js';
import type { LostWrite } from './loss.js';
import type { StampedWrite } from './relay-evidence.js';
import { fateOfState } from './write-state.js';

/** The fates of a run's writes, as totals. */
export interface WriteTotals {
  readonly writes: Pick<LedgerCounts, 'issued' | 'acknowledged' | 'failed' | 'indeterminate'>;
  readonly fates: Readonly<Record<Fate, number>>;
  readonly counts: Readonly<LedgerCounts>;
  /** Number of keys whose preload or warm-up writes turned out to be lost in the measured part. */
  readonly baselineLosses: number;
  /** Keys whose writes are unknown, because the ledger of their worker is lost. */
  readonly unauditedKeys: number;
}

/** The ledgers of the workers as one, by global key index. */
export class RunLedger {
  readonly #ledgers: readonly ClosedLedger[];
  readonly #workerCount: number;
  readonly #byWorker: ReadonlyMap<number, ClosedLedger>;
  /** Of workers whose ledger is lost. */
  readonly #unauditedKeys: number;

  /** Throws InternalError unless there is at most one snapshot per worker, all of the same run. */
  constructor(snapshots: readonly LedgerSnapshot[]) {
    const sorted = snapshots.toSorted((left, right) => left.workerIndex - right.workerIndex);
    const { workerCount, keyCount } = sorted[0] ?? { workerCount: 0, keyCount: 0 };
    this.#ledgers = sorted.map((snapshot) => new ClosedLedger(snapshot));
    this.#byWorker = new Map(sorted.map(({ workerIndex }, index) => [workerIndex, this.#ledgers[index]!]));
    this.#workerCount = workerCount;
    const isOfRun = sorted.every((one) => one.workerCount === workerCount && one.keyCount === keyCount);
    if (!isOfRun || this.#byWorker.size < sorted.length)
      throw new InternalError('The ledgers of the workers do not belong together. This is a bug in cache-bench.');
    const audited = this.#ledgers.reduce((sum, { ownedKeys }) => sum + ownedKeys, 0);
    this.#unauditedKeys = keyCount - audited;
  }

  /** The ledger and local index of a key; undefined if it is not one of the run's keys, or its ledger is lost. */
  locate(keyIndex: number): { readonly ledger: ClosedLedger; readonly localKey: number } | undefined {
    const ledger = this.#byWorker.get(keyIndex % this.#workerCount);
    const localKey = Math.floor(keyIndex / this.#workerCount);
    return ledger && localKey < ledger.ownedKeys ? { ledger, localKey } : undefined;
  }

  /** Judges the final value of every key; `values` by global key index. */
  readBack(values: Int32Array, atMs: number): void {
    for (const ledger of this.#ledgers) {
      for (let localKey = 0; localKey < ledger.ownedKeys; localKey += 1) {
        const observed = values[ledger.globalKey(localKey)];
        if (observed === undefined)
          throw new InternalError('The read-back has fewer keys than the run. This is a bug in cache-bench.');
        ledger.readBack(localKey, observed, atMs);
      }
    }
  }

  /** Rules a kept write lost, by evidence other than a value. */
  ruleLost(write: StampedWrite, atMs: number): void {
    const place = this.locate(write.keyIndex);
    place?.ledger.ruleLost(place.localKey, write.sequence, atMs);
  }

  *lostWrites(): Generator<LostWrite> {
    for (const ledger of this.#ledgers) yield* ledger.lostWrites();
  }

  /** Counts every write of the measured part under its fate. Throws InternalError if the totals violate the conservation laws. */
  totals(): WriteTotals {
    const counts = noCounts();
    const sums = tableOf(fates, () => 0);
    let [issued, stillFailed, baselineLosses] = [0, 0, 0];
    for (const ledger of this.#ledgers) {
      for (const name of keysOf(counts)) counts[name] += ledger.counts[name];
      const states = ledger.countStates();
      for (const [state, count] of states.entries()) {
        const fate = fateOfState[state];
        if (fate) sums[fate] += count;
        else stillFailed += count;
        issued += count;
      }
      baselineLosses += ledger.baselineLosses;
    }
    // A failed write that was seen took effect: its outcome was not certain after all.
    const seenAfterFailing = counts.failed - stillFailed;
    const writes = {
      issued,
      acknowledged: counts.acknowledged,
      failed: stillFailed,
      indeterminate: counts.indeterminate + seenAfterFailing,
    };
    checkConservation(counts, writes, sums);
    return { writes, fates: sums, counts, baselineLosses, unauditedKeys: this.#unauditedKeys };
  }
}

/** The conservation laws: every begun write is settled, each write has one fate, and no fate holds more writes than possible. */
function checkConservation(counts: LedgerCounts, writes: WriteTotals['writes'], sums: WriteTotals['fates']): void {
  const sum = Object.values(sums).reduce((total, count) => total + count, 0);
  const acknowledged = sums.survived + sums.lost + sums.duplicated;
  const indeterminate = sums.recovered + sums.vanished;
  const laws: readonly (readonly [string, boolean])[] = [
    ['issued = writes handed out', counts.issued === writes.issued],
    [
      'issued = acknowledged + failed + indeterminate',
      writes.issued === writes.acknowledged + writes.failed + writes.indeterminate,
    ],
    ['fates = issued - failed', sum === writes.issued - writes.failed],
    ['survived + lost + duplicated <= acknowledged', acknowledged <= writes.acknowledged && sums.survived >= 0],
    ['recovered + vanished <= indeterminate', indeterminate <= writes.indeterminate],
  ];
  const broken = laws.filter(([, holds]) => !holds).map(([law]) => law);
  if (broken.length > 0) {
    throw new InternalError(
      `The ledger does not add up: ${broken.join('; ')} (writes ${JSON.stringify(writes)}, fates ${JSON.stringify(sums)}). This is a bug in cache-bench.`,
    );
  }
}
