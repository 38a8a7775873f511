import { InternalError } from '../errors/errors.js';
import { tableOf } from '../model/table.js';
import { type LossCause, lossCauses } from '../model/write-fates.js';
import type { WriteSafetyRecord } from '../record/sections/write-safety.js';
import type { AuditedFault } from './classify-loss.js';
import type { AuditInput, JudgeInput } from './judge-input.js';
import { judgeShare, mostSamples, type ShareJudgement } from './judge-share.js';
import type { KeptLedger } from './kept-ledger.js';
import { explainMissingReads, noMissingReads } from './missing-reads.js';
import { noKey, notObserved } from './observation.js';
import { type FaultJudgement, sumOfJudgements } from './relay-agreement.js';
import { decideSafety, wipedKeys } from './safety-verdict.js';
import { shareOf } from './share-input.js';
import { wipedCanaries } from './wiped-canaries.js';
import { addTotals, type WriteTotals } from './write-totals.js';

export interface WriteJudgement {
  readonly writeSafety: WriteSafetyRecord;
  /** In the order of the given faults. */
  readonly perFault: readonly FaultJudgement[];
  /** Findings without a field in the record, as sentences. */
  readonly problems: readonly string[];
  /** The workers whose writes were judged. */
  readonly judgedWorkers: readonly number[];
}

/**
 * Assigns every write of the run one fate, names the cause of each loss, checks the ledger against the relays, and gives the
 * verdict: `safe` only if everything was checked and nothing was found. Definitions: docs/write-safety.md. Throws
 * InternalError if the books don't balance.
 */
export function judgeWrites(input: JudgeInput): WriteJudgement {
  return sumUpShares(
    input,
    input.snapshots.map((snapshot) => judgeShare(snapshot, shareOf(input, snapshot))),
  );
}

/** The same where each ledger is kept. */
export async function judgeKept(ledgers: readonly KeptLedger[], input: AuditInput): Promise<WriteJudgement> {
  const shares = await Promise.all(ledgers.map((ledger) => ledger.judge(shareOf(input, ledger))));
  return sumUpShares(
    input,
    shares.filter((share) => share !== null),
  );
}

/** Sums up what was found in every share of the keys. */
function sumUpShares(input: AuditInput, unsorted: readonly ShareJudgement[]): WriteJudgement {
  const shares = unsorted.toSorted((left, right) => left.workerIndex - right.workerIndex);
  checkShares(shares);
  const perFault = input.faults.map((fault, index) =>
    sumOfJudgements([nothingJudged(fault), ...shares.map((share) => share.perFault[index]!)]),
  );
  const losses = sumUpLosses(shares, input);
  const totals = addTotals(shares.map((share) => share.totals));
  checkCauses(losses.causes, totals);
  const complete = input.readback !== null && input.converged;
  const audited = input.auditMode !== 'off';
  const safety = decideSafety({
    input,
    totals,
    unauditedKeys: (shares[0]?.keyCount ?? 0) - shares.reduce((sum, { ownedKeys }) => sum + ownedKeys, 0),
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
    judgedWorkers: shares.map(({ workerIndex }) => workerIndex),
  };
}

interface LossSummary {
  readonly causes: Readonly<Record<LossCause, number>>;
  readonly window: WriteSafetyRecord['lossWindow'];
  readonly samples: WriteSafetyRecord['lostSamples'];
}

function sumUpLosses(shares: readonly ShareJudgement[], { keyNameOf, shardOf = () => 0 }: AuditInput): LossSummary {
  const windows = shares.flatMap(({ window }) => window ?? []);
  const samples = [
    ...shares.flatMap(({ stampedSamples }) => stampedSamples),
    ...shares.flatMap(({ countedSamples }) => countedSamples),
  ];
  return {
    causes: tableOf(lossCauses, (cause) => shares.reduce((sum, { causes }) => sum + causes[cause], 0)),
    window:
      windows.length === 0
        ? null
        : {
            firstLostAckMs: Math.min(...windows.map(({ firstLostAckMs }) => firstLostAckMs)),
            lastLostAckMs: Math.max(...windows.map(({ lastLostAckMs }) => lastLostAckMs)),
          },
    samples: samples.slice(0, mostSamples).map((loss) => ({
      key: keyNameOf(loss.keyIndex),
      acknowledgedSequence: loss.sequence,
      foundSequence: loss.found,
      acknowledgedAtMs: loss.acknowledgedAtMs,
      shard: shardOf(loss.keyIndex),
    })),
  };
}

/** Throws InternalError unless there is at most one judgement per worker, all of the same run. */
function checkShares(shares: readonly ShareJudgement[]): void {
  const [first] = shares;
  const isOfRun = shares.every(
    ({ workerCount, keyCount }) => workerCount === first?.workerCount && keyCount === first.keyCount,
  );
  if (!isOfRun || new Set(shares.map(({ workerIndex }) => workerIndex)).size < shares.length)
    throw new InternalError('The ledgers of the workers do not belong together. This is a bug in cache-bench.');
}

/** What is known of a fault without any ledger. */
function nothingJudged({ relay }: AuditedFault): FaultJudgement {
  const hasLink = relay?.links.some(({ replica }) => replica === relay.electedReplica) === true;
  return hasLink
    ? { discardedWrites: { acknowledged: 0, unacknowledged: 0 }, unsentWrites: 0, disagreements: 0 }
    : { discardedWrites: null, unsentWrites: null, disagreements: 0 };
}

function writesWereLost(input: AuditInput, { fates, baselineLosses }: WriteTotals, { causes }: LossSummary): boolean {
  return wipedCanaries(input) > 0 || baselineLosses > 0 || fates.lost > causes.eviction;
}

/** How many keys on each replica differ from the primary's. Keys unread on either side are excluded. */
function compareReplicas(input: AuditInput): WriteSafetyRecord['replicas'] {
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
