import type { LossCause } from '../model/write-fates.js';
import type { KeyFacts } from './key-facts.js';
import type { LostWrite } from './loss.js';
import { missing } from './observation.js';
import { LinkIndex, type RelayEvidence } from './relay-evidence.js';

/** A fault of the run, as far as it can explain a loss. Times are on the run's clock. */
export interface AuditedFault {
  readonly name: string;
  readonly injectedAtMs: number;
  /** Whether its target may keep acknowledging writes. */
  readonly leavesZombie: boolean;
  /** When the zombie stopped accepting writes; null or absent: unknown, possibly never. */
  readonly zombieUntilMs?: number | null;
  /** When another node became the shard's primary; null: none did. */
  readonly promotedAtMs: number | null;
  /** The shard whose primary it struck; null if it struck no primary, and then it explains no loss. */
  readonly shard: number | null;
  readonly relay: RelayEvidence | null;
}

/** A fault with the evidence of its relays by link: that of the elected replica, and those of the other survivors. */
export interface IndexedFault extends AuditedFault {
  readonly index: number;
  readonly electedLink: LinkIndex | null;
  readonly otherSurvivors: readonly LinkIndex[];
}

export interface LossContext {
  readonly facts: KeyFacts;
  readonly faults: readonly IndexedFault[];
  /** Canaries are gone, and neither eviction nor expiry explains it. */
  readonly wiped: boolean;
  /** Keys were evicted or expired. */
  readonly removals: boolean;
}

/** Why a write is lost, and through which fault; null if no fault explains it. Causes are tried in order of certainty. */
export function classifyLoss(
  loss: LostWrite,
  context: LossContext,
): { readonly cause: LossCause; readonly fault: IndexedFault | null } {
  const fault = faultOf(loss, context);
  if (loss.found === missing && context.facts.isOnGoneServer?.(loss.keyIndex)) return { cause: 'serverGone', fault };
  if (loss.found === missing && context.wiped) return { cause: 'wipe', fault };
  if (loss.found === missing && context.removals) return { cause: 'eviction', fault: null };
  if (loss.foundWas === 'late') return { cause: 'clobbered', fault: null };
  const zombie = fault?.leavesZombie === true && latestAckMs(loss) > fault.injectedAtMs;
  if (zombie) return { cause: 'zombie', fault };
  if (loss.foundWas === 'returned') return { cause: 'clobbered', fault: null };
  if (fault === null)
    return { cause: context.facts.wasElsewhere?.(loss.keyIndex) ? 'clobbered' : 'unexplained', fault };
  const elsewhere = fault.otherSurvivors.some((link) => link.delivered(loss));
  return { cause: elsewhere && fault.electedLink?.delivered(loss) === false ? 'election' : 'inFlight', fault };
}

/** Prepares faults for `classifyLoss`, in injection order; `index` is the position in the given list. */
export function indexFaults(faults: readonly AuditedFault[]): readonly IndexedFault[] {
  return faults
    .map((fault, index) => {
      const links = fault.relay?.links ?? [];
      const elected = links.find((link) => link.replica === fault.relay?.electedReplica);
      const others = links.filter((link) => link !== elected && link.survived);
      return {
        ...fault,
        index,
        electedLink: elected ? new LinkIndex(elected) : null,
        otherSurvivors: others.map((link) => new LinkIndex(link)),
      };
    })
    .sort((left, right) => left.injectedAtMs - right.injectedAtMs);
}

/** After a primary dies, clients may briefly still read replies it had sent. This bounds that time if no promotion does. */
const stragglerMs = 100;

/**
 * The fault that caused the loss of a write: one whose relays discarded it; otherwise the last one before the write was
 * acknowledged, if its primary could still acknowledge then; otherwise the first one afterwards. Never one after the loss
 * was seen.
 */
function faultOf(loss: LostWrite, context: LossContext): IndexedFault | null {
  const shard = context.facts.shardOf?.(loss.keyIndex) ?? 0;
  const ackMs = latestAckMs(loss);
  const able = context.faults.filter(
    (fault) => fault.shard === shard && fault.injectedAtMs <= loss.detectedAtMs && canLose(fault),
  );
  const witness = able.find((fault) => fault.electedLink?.threwAway(loss));
  if (witness) return witness;
  const before = able.findLast((fault) => fault.injectedAtMs < ackMs && ackMs <= lastAckMsOf(fault));
  return before ?? able.find((fault) => fault.injectedAtMs >= ackMs) ?? null;
}

/** A primary that survives (slow, paused, cut off) loses nothing unless another takes its place. */
function canLose({ leavesZombie, promotedAtMs }: AuditedFault): boolean {
  return !leavesZombie || promotedAtMs !== null;
}

/** Until when the struck primary may have acknowledged. */
export function lastAckMsOf(fault: IndexedFault): number {
  if (fault.leavesZombie) return fault.zombieUntilMs ?? Number.POSITIVE_INFINITY;
  return fault.promotedAtMs ?? fault.injectedAtMs + stragglerMs;
}

function latestAckMs(loss: LostWrite): number {
  return loss.acknowledgedAtMs ?? loss.acknowledgedByMs;
}
