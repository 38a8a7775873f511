import type { LossCause } from '../model/write-fates.js';
import { sum } from '../units/sum.js';
import { type IndexedFault, lastAckMsOf } from './classify-loss.js';
import type { ClosedLedger } from './closed-ledger.js';
import type { LostWrite } from './loss.js';
import type { LinkIndex } from './relay-evidence.js';
import { writeStates } from './write-state.js';

/** How far ledger and relays agree about one fault. The first two are null without relays. */
export interface FaultJudgement {
  readonly discardedWrites: { readonly acknowledged: number; readonly unacknowledged: number } | null;
  readonly unsentWrites: number | null;
  /** Writes on which ledger and relays contradict each other. */
  readonly disagreements: number;
}

/** One combined judgement of a fault that struck several shards; a figure is null if no shard has it. */
export function sumOfJudgements(judgements: readonly FaultJudgement[]): FaultJudgement {
  const discarded = judgements.flatMap(({ discardedWrites }) => discardedWrites ?? []);
  const unsent = judgements.flatMap(({ unsentWrites }) => unsentWrites ?? []);
  return {
    discardedWrites:
      discarded.length === 0
        ? null
        : {
            acknowledged: sum(discarded.map(({ acknowledged }) => acknowledged)),
            unacknowledged: sum(discarded.map(({ unacknowledged }) => unacknowledged)),
          },
    unsentWrites: unsent.length === 0 ? null : sum(unsent),
    disagreements: sum(judgements.map(({ disagreements }) => disagreements)),
  };
}

/**
 * Checks what the relays of one fault discarded against the ledger: each such write must be lost, or not have been
 * acknowledged by the dead primary. An acknowledged one whose loss no value could show is ruled lost. Without a complete
 * read-back, a write not seen to be lost contradicts nothing.
 */
export function judgeDiscarded(
  ledger: ClosedLedger,
  fault: IndexedFault,
  link: LinkIndex,
  audit: { readonly complete: boolean; readonly atMs: number },
): Omit<FaultJudgement, 'unsentWrites'> {
  let [acknowledged, unacknowledged, disagreements] = [0, 0, 0];
  for (const write of link.discardedWrites()) {
    const { sequence } = write;
    const localKey = ledger.localKeyOf(write.keyIndex);
    if (localKey === undefined || !ledger.isMeasured(localKey, sequence)) continue;
    const state = ledger.stateOf(localKey, sequence);
    const settled = state === writeStates.lost.code || state === writeStates.unexpected.code;
    if (!settled && (state !== writeStates.kept.code || isOfNextPrimary(ledger, fault, localKey, sequence))) {
      unacknowledged += 1;
      continue;
    }
    acknowledged += 1;
    if (settled || !audit.complete) continue;
    if (ledger.concealsLossOf(localKey, sequence)) ledger.ruleLost(localKey, sequence, audit.atMs);
    else disagreements += 1;
  }
  return { discardedWrites: { acknowledged, unacknowledged }, disagreements };
}

/** What the relay towards the elected replica knows about a lost write: discarded, never sent, or (a contradiction) delivered. */
export function judgeLost(loss: LostWrite, cause: LossCause, link: LinkIndex): 'discarded' | 'unsent' | 'disagreement' {
  if (link.threwAway(loss)) return 'discarded';
  if (!link.neverRead(loss)) return 'disagreement';
  return cause === 'election' ? 'discarded' : 'unsent';
}

/** Whether the next primary sent the acknowledgement: the client resent the write, and this copy counted. */
function isOfNextPrimary(ledger: ClosedLedger, fault: IndexedFault, localKey: number, sequence: number): boolean {
  const ackMs = ledger.acknowledgedAtMs(localKey, sequence);
  return ackMs !== undefined && ackMs > lastAckMsOf(fault);
}
