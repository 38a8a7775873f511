import { InternalError } from '../errors/errors.js';
import { keysOf, tableOf } from '../model/table.js';
import { type Fate, fates } from '../model/write-fates.js';
import { noCounts } from './ledger-books.js';
import type { LedgerCounts } from './ledger-snapshot.js';

/** The fates of writes, as totals. */
export interface WriteTotals {
  readonly writes: Pick<LedgerCounts, 'issued' | 'acknowledged' | 'failed' | 'indeterminate'>;
  readonly fates: Readonly<Record<Fate, number>>;
  readonly counts: Readonly<LedgerCounts>;
  /** Number of keys whose preload or warm-up writes turned out to be lost in the measured part. */
  readonly baselineLosses: number;
}

/** The totals of several ledgers as one. */
export function addTotals(all: readonly WriteTotals[]): WriteTotals {
  return {
    writes: addUp(
      { issued: 0, acknowledged: 0, failed: 0, indeterminate: 0 },
      all.map(({ writes }) => writes),
    ),
    fates: addUp(
      tableOf(fates, () => 0),
      all.map((totals) => totals.fates),
    ),
    counts: addUp(
      noCounts(),
      all.map(({ counts }) => counts),
    ),
    baselineLosses: all.reduce((sum, { baselineLosses }) => sum + baselineLosses, 0),
  };
}

/**
 * The conservation laws of a ledger of stamped writes: every begun write is settled, each write has one fate, and no fate holds
 * more writes than possible. Throws InternalError if one is broken.
 */
export function checkConservation({ writes, fates: sums, counts }: WriteTotals): void {
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

function addUp<Name extends string>(
  sums: Record<Name, number>,
  all: readonly Readonly<Record<Name, number>>[],
): Record<Name, number> {
  for (const one of all) for (const name of keysOf(sums)) sums[name] += one[name];
  return sums;
}
