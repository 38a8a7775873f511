import { InternalError } from '../errors/errors.js';
import { tableOf } from '../model/table.js';
import { type LossCause, lossCauses } from '../model/write-fates.js';
import type { WriteSafetyRecord } from '../record/sections/write-safety.js';
import { classifyLoss, indexFaults, type LossContext } from './classify-loss.js';
import type { JudgeInput } from './judge-input.js';
import type { LostWrite } from './loss.js';
import { explainMissingReads, noMissingReads } from './missing-reads.js';
import { noKey, notObserved } from './observation.js';
import { type FaultJudgement, judgeDiscarded, judgeLost } from './relay-agreement.js';
import { RunCounts } from './run-counts.js';
import { RunLedger, type WriteTotals } from './run-ledger.js';
import { decideSafety, wipedKeys } from './safety-verdict.js';

export interface WriteJudgement {
  readonly writeSafety: WriteSafetyRecord;
  /** In the order of the given faults. */
  readonly perFault: readonly FaultJudgement[];
  /** Findings without a field in the record, as sentences. */
  readonly problems: readonly string[];
}

/**
 * Assigns every write of the run one fate, names the cause of each loss, checks the ledger against the relays, and gives the
 * verdict: `safe` only if everything was checked and nothing was found. Definitions: docs/write-safety.md. Throws
 * InternalError if the books don't balance.
 */
export function judgeWrites(input: JudgeInput): WriteJudgement {
  const ledger = new RunLedger(input.snapshots);
  const counted = new RunCounts(input.snapshots.flatMap((snapshot) => snapshot.counted ?? []));
  const complete = input.readback !== null && input.converged;
  if (input.readback && complete) {
    ledger.readBack(input.readback.primary, input.readbackAtMs);
    counted.readBack(input.readback.primary, input.readbackAtMs);
  }

  const shardOf = input.shardOf ?? (() => 0);
  const faults = indexFaults(input.faults);
  const perFault: FaultJudgement[] = input.faults.map(() => ({
    discardedWrites: null,
    unsentWrites: null,
    disagreements: 0,
  }));
  for (const fault of faults) {
    if (!fault.electedLink) continue;
    const discarded = judgeDiscarded(ledger, fault, fault.electedLink, { complete, atMs: input.readbackAtMs });
    perFault[fault.index] = { ...discarded, unsentWrites: 0 };
  }
  const losses = sumUpLosses(
    [ledger, counted],
    {
      faults,
      ...removalsOf(input),
      isOnGoneServer: input.gone?.took ?? (() => false),
      wasElsewhere: input.wasElsewhere ?? (() => false),
      shardOf,
    },
    perFault,
    input,
  );
  const totals = counted.addTo(ledger.totals());
  checkCauses(losses.causes, totals);

  const audited = input.auditMode !== 'off';
  const safety = decideSafety({
    input,
    totals,
    evictions: losses.causes.eviction,
    disagreements: perFault.reduce((sum, fault) => sum + fault.disagreements, 0),
  });
  return {
    writeSafety: {
      verdict: safety.verdict,
      reason: safety.reason,
      audit: input.auditMode,
      durability: input.durability,
      writes: totals.writes,
      fates: complete && audited ? totals.fates : null,
      causes: complete && audited ? losses.causes : null,
      unwritten: audited ? { values: totals.counts.unattributedValues, reads: totals.counts.unexpectedReads } : null,
      wipedKeys: audited ? wipedKeys(input, totals) : null,
      canaries: input.canaries,
      lossWindow: audited ? losses.window : null,
      lostSamples: audited ? losses.samples : [],
      staleReads: audited ? totals.counts.staleReads : null,
      missingReads: audited
        ? explainMissingReads(input.missingReads ?? noMissingReads, writesWereLost(input, totals, losses))
        : null,
      replicas: compareReplicas(input),
    },
    perFault,
    problems: safety.problems,
  };
}

const mostSamples = 20;

interface LostWrites {
  lostWrites(): Iterable<LostWrite>;
}

interface LossSummary {
  readonly causes: Readonly<Record<LossCause, number>>;
  readonly window: WriteSafetyRecord['lossWindow'];
  readonly samples: WriteSafetyRecord['lostSamples'];
}

/** Iterates over the lost writes; records in `perFault` what the relays know about them. */
function sumUpLosses(
  ledgers: readonly LostWrites[],
  context: LossContext,
  perFault: FaultJudgement[],
  input: JudgeInput,
): LossSummary {
  const causes = tableOf(lossCauses, () => 0);
  const samples: LostWrite[] = [];
  let [firstLostAckMs, lastLostAckMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const loss of allOf(ledgers)) {
    const { cause, fault } = classifyLoss(loss, context);
    causes[cause] += 1;
    if (samples.length < mostSamples) samples.push(loss);
    if (loss.acknowledgedAtMs !== null) {
      firstLostAckMs = Math.min(firstLostAckMs, loss.acknowledgedAtMs);
      lastLostAckMs = Math.max(lastLostAckMs, loss.acknowledgedAtMs);
    }
    if (fault?.electedLink && isOnRelays(loss, input) && (cause === 'inFlight' || cause === 'election')) {
      const word = judgeLost(loss, cause, fault.electedLink);
      const { unsentWrites, disagreements, ...rest } = perFault[fault.index]!;
      perFault[fault.index] = {
        ...rest,
        unsentWrites: (unsentWrites ?? 0) + (word === 'unsent' ? 1 : 0),
        disagreements: disagreements + (word === 'disagreement' ? 1 : 0),
      };
    }
  }
  return {
    causes,
    window: firstLostAckMs <= lastLostAckMs ? { firstLostAckMs, lastLostAckMs } : null,
    samples: samples.map((loss) => ({
      key: input.keyNameOf(loss.keyIndex),
      acknowledgedSequence: loss.sequence,
      foundSequence: loss.found,
      acknowledgedAtMs: loss.acknowledgedAtMs,
      shard: context.shardOf(loss.keyIndex),
    })),
  };
}

function* allOf(ledgers: readonly LostWrites[]): Generator<LostWrite> {
  for (const ledger of ledgers) yield* ledger.lostWrites();
}

/** Whether relays can know anything about a lost write. */
function isOnRelays({ isStamped, keyIndex }: LostWrite, { isTapped = () => true }: JudgeInput): boolean {
  return isStamped && isTapped(keyIndex);
}

function writesWereLost(
  { canaries }: JudgeInput,
  { fates, baselineLosses }: WriteTotals,
  { causes }: LossSummary,
): boolean {
  const wiped = canaries !== null && canaries.found < canaries.written;
  return wiped || baselineLosses > 0 || fates.lost > causes.eviction;
}

/** Evictions remove some canaries, a wipe removes all; without evictions, any missing canary means a wipe of its shard. */
function removalsOf(input: JudgeInput): { readonly wiped: boolean; readonly removals: boolean } {
  const { canaries } = input;
  const removals = input.evictedKeys + input.expiredKeys > 0;
  const missingCanaries = canaries !== null && canaries.found < canaries.written;
  return { removals, wiped: missingCanaries && (!removals || canaries.found === 0) };
}

/** How many keys on each replica differ from the primary's. Keys unread on either side are excluded. */
function compareReplicas(input: JudgeInput): WriteSafetyRecord['replicas'] {
  const { readback } = input;
  if (!readback) return [];
  return readback.replicas.map(({ node, values }) => {
    let [keysCompared, divergentKeys] = [0, 0];
    readback.primary.forEach((expected, keyIndex) => {
      const value = values[keyIndex];
      if (value === undefined || value === notObserved || expected === notObserved || expected === noKey) return;
      keysCompared += 1;
      if (value !== expected) divergentKeys += 1;
    });
    return { node, keysCompared, divergentKeys };
  });
}

function checkCauses(causes: Readonly<Record<LossCause, number>>, totals: WriteTotals): void {
  const sum = Object.values(causes).reduce((total, count) => total + count, 0);
  if (sum === totals.fates.lost) return;
  throw new InternalError(
    `${totals.fates.lost} writes are lost, but ${sum} have a cause. This is a bug in cache-bench.`,
  );
}
