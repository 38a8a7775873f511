import { tableOf } from '../model/table.js';
import { type LossCause, lossCauses } from '../model/write-fates.js';
import { classifyLoss, indexFaults, type LossContext } from './classify-loss.js';
import { ClosedCounts } from './closed-counts.js';
import { ClosedLedger } from './closed-ledger.js';
import type { LedgerSnapshot } from './ledger-snapshot.js';
import type { LostWrite } from './loss.js';
import { type FaultJudgement, judgeDiscarded, judgeLost } from './relay-agreement.js';
import type { Share, ShareInput } from './share-input.js';
import { addTotals, type WriteTotals } from './write-totals.js';

/** No report shows more lost writes than this. */
export const mostSamples = 20;

/** What became of the writes to one share of the keys: plain data, and small however many keys there are. */
export interface ShareJudgement extends Share {
  /** Keys of the whole run whose values carry stamps, and those of this share. */
  readonly keyCount: number;
  readonly ownedKeys: number;
  readonly totals: WriteTotals;
  readonly causes: Readonly<Record<LossCause, number>>;
  /** When the first and the last lost write was acknowledged; null: not known of any. */
  readonly window: { readonly firstLostAckMs: number; readonly lastLostAckMs: number } | null;
  /** The first lost writes. */
  readonly stampedSamples: readonly LostWrite[];
  readonly countedSamples: readonly LostWrite[];
  /** In the order of the given faults. */
  readonly perFault: readonly FaultJudgement[];
}

/**
 * Assigns every write to a share of the keys one fate, names the cause of each loss, and checks the ledger against the relays.
 * Takes over the snapshot's arrays. Throws InternalError if the books don't balance.
 */
export function judgeShare(snapshot: LedgerSnapshot, share: ShareInput): ShareJudgement {
  const ledger = new ClosedLedger(snapshot);
  const counted = snapshot.counted === undefined ? null : new ClosedCounts(snapshot.counted);
  const { values, readbackAtMs } = share;
  if (values !== null) {
    ledger.readBackAll(values, readbackAtMs);
    counted?.readBackAll(values, readbackAtMs);
  }
  const faults = indexFaults(share.faults);
  const perFault: FaultJudgement[] = share.faults.map(() => ({ ...unknownToRelays }));
  for (const fault of faults) {
    if (!fault.electedLink) continue;
    const audit = { complete: values !== null, atMs: readbackAtMs };
    perFault[fault.index] = { ...judgeDiscarded(ledger, fault, fault.electedLink, audit), unsentWrites: 0 };
  }
  const context: LossContext = { faults, wiped: share.wiped, removals: share.removals, facts: share.facts };
  const losses = new LossSummary(context, perFault);
  const stampedSamples = losses.take(ledger.lostWrites());
  const countedSamples = losses.take(counted?.lostWrites() ?? []);
  const { workerIndex, workerCount, keyCount } = snapshot;
  return {
    ...{ workerIndex, workerCount, keyCount, ownedKeys: ledger.ownedKeys },
    totals: addTotals([ledger.totals(), ...(counted === null ? [] : [counted.totals()])]),
    ...{ causes: losses.causes, window: losses.window(), stampedSamples, countedSamples, perFault },
  };
}

const unknownToRelays: FaultJudgement = { discardedWrites: null, unsentWrites: null, disagreements: 0 };

/** Goes through lost writes once; records in `perFault` what the relays know about them. */
class LossSummary {
  readonly causes = tableOf(lossCauses, () => 0);
  readonly #context: LossContext;
  readonly #perFault: FaultJudgement[];
  #firstLostAckMs = Number.POSITIVE_INFINITY;
  #lastLostAckMs = Number.NEGATIVE_INFINITY;

  constructor(context: LossContext, perFault: FaultJudgement[]) {
    this.#context = context;
    this.#perFault = perFault;
  }

  /** Returns the first of them. */
  take(lostWrites: Iterable<LostWrite>): readonly LostWrite[] {
    const samples: LostWrite[] = [];
    for (const loss of lostWrites) {
      this.#add(loss);
      if (samples.length < mostSamples) samples.push(loss);
    }
    return samples;
  }

  window(): ShareJudgement['window'] {
    const [firstLostAckMs, lastLostAckMs] = [this.#firstLostAckMs, this.#lastLostAckMs];
    return firstLostAckMs <= lastLostAckMs ? { firstLostAckMs, lastLostAckMs } : null;
  }

  #add(loss: LostWrite): void {
    const { cause, fault } = classifyLoss(loss, this.#context);
    this.causes[cause] += 1;
    if (loss.acknowledgedAtMs !== null) {
      this.#firstLostAckMs = Math.min(this.#firstLostAckMs, loss.acknowledgedAtMs);
      this.#lastLostAckMs = Math.max(this.#lastLostAckMs, loss.acknowledgedAtMs);
    }
    const isOnRelays = loss.isStamped && (this.#context.facts.isTapped?.(loss.keyIndex) ?? true);
    if (!fault?.electedLink || !isOnRelays || (cause !== 'inFlight' && cause !== 'election')) return;
    const word = judgeLost(loss, cause, fault.electedLink);
    const { unsentWrites, disagreements, ...rest } = this.#perFault[fault.index]!;
    this.#perFault[fault.index] = {
      ...rest,
      unsentWrites: (unsentWrites ?? 0) + (word === 'unsent' ? 1 : 0),
      disagreements: disagreements + (word === 'disagreement' ? 1 : 0),
    };
  }
}
