import type { LossCause } from '../model/run-record.js';
import type { LostWrite } from './loss.js';
import { missing } from './observation.js';
import { LinkIndex, type RelayEvidence } from './relay-evidence.js';

/** A fault of the run, as far as it can explain a loss. Moments are on the run's clock. */
export interface AuditedFault {
  readonly name: string;
  readonly injectedAtMs: number;
  /** Whether what it struck may go on acknowledging writes. */
  readonly leavesZombie: boolean;
  /** When the zombie took no more writes; null or absent: not known, it may be one to the end. */
  readonly zombieUntilMs?: number | null;
  /** When another node became the primary of the shard; null: none did. */
  readonly promotedAtMs: number | null;
  /** The shard whose primary it struck; null when it struck no primary, and then it explains no loss. */
  readonly shard: number | null;
  readonly relay: RelayEvidence | null;
}

/** A fault with its relays' evidence by link: of the replica that was elected, and of the others that survived. */
export interface IndexedFault extends AuditedFault {
  readonly index: number;
  readonly electedLink: LinkIndex | null;
  readonly otherSurvivors: readonly LinkIndex[];
}

export interface LossContext {
  readonly faults: readonly IndexedFault[];
  /** Canaries are gone, and no eviction or expiry explains it. */
  readonly wiped: boolean;
  /** Keys were evicted or expired. */
  readonly removals: boolean;
  /** Whether a key was on a server that is gone for good. */
  readonly isOnGoneServer: (keyIndex: number) => boolean;
  /** Whether a key was on another server of the pool for a while, which clients no longer ask for it. */
  readonly wasElsewhere: (keyIndex: number) => boolean;
  readonly shardOf: (keyIndex: number) => number;
}

/** Why a write is lost, and by which fault; null when no fault explains it. Causes are tried from the most certain on. */
export function classifyLoss(
  loss: LostWrite,
  context: LossContext,
): { readonly cause: LossCause; readonly fault: IndexedFault | null } {
  const fault = faultOf(loss, context);
  if (loss.found === missing && context.isOnGoneServer(loss.keyIndex)) return { cause: 'serverGone', fault };
  if (loss.found === missing && context.wiped) return { cause: 'wipe', fault };
  if (loss.found === missing && context.removals) return { cause: 'eviction', fault: null };
  if (loss.foundWas === 'late') return { cause: 'clobbered', fault: null };
  const zombie = fault?.leavesZombie === true && latestAckMs(loss) > fault.injectedAtMs;
  if (zombie) return { cause: 'zombie', fault };
  if (loss.foundWas === 'returned') return { cause: 'clobbered', fault: null };
  if (fault === null) return { cause: context.wasElsewhere(loss.keyIndex) ? 'clobbered' : 'unexplained', fault };
  const elsewhere = fault.otherSurvivors.some((link) => link.delivered(loss));
  return { cause: elsewhere && fault.electedLink?.delivered(loss) === false ? 'election' : 'inFlight', fault };
}

/** Prepares faults for `classifyLoss`, in the order of their injection; `index` is the position in the list given. */
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

/**
 * Replies that the dead primary had sent are still read by the clients for a moment after its end. This bounds that
 * moment where no promotion does.
 */
const stragglerMs = 100;

/**
 * The fault that took a write: one whose relays threw it away; else the last one that struck before the write was
 * acknowledged, if its primary may still have acknowledged then; else the first one that struck afterwards. Never one
 * that struck after the loss was seen.
 */
function faultOf(loss: LostWrite, context: LossContext): IndexedFault | null {
  const shard = context.shardOf(loss.keyIndex);
  const ackMs = latestAckMs(loss);
  const able = context.faults.filter(
    (fault) => fault.shard === shard && fault.injectedAtMs <= loss.detectedAtMs && canLose(fault),
  );
  const witness = able.find((fault) => fault.electedLink?.threwAway(loss));
  if (witness) return witness;
  const before = able.findLast((fault) => fault.injectedAtMs < ackMs && ackMs <= lastAckMsOf(fault));
  return before ?? able.find((fault) => fault.injectedAtMs >= ackMs) ?? null;
}

/** A primary that lives on (slow, paused, cut off) loses nothing while no other takes its place. */
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
