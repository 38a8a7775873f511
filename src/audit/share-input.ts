import type { AuditedFault } from './classify-loss.js';
import type { AuditInput } from './judge-input.js';
import type { KeyFacts } from './key-facts.js';
import { ownedKeys } from './ledger-snapshot.js';
import { wipedCanaries } from './wiped-canaries.js';

/** A share of a run's keys: those whose number modulo `workerCount` is `workerIndex`. */
export interface Share {
  readonly workerIndex: number;
  readonly workerCount: number;
}

/** What judging the writes to a share of the keys takes. Plain data, except for `facts`. */
export interface ShareInput {
  /** The final content of the share's keys, by local number; null: it is not complete. */
  readonly values: Int32Array | null;
  /** On the run's clock. */
  readonly readbackAtMs: number;
  /** With the relays' evidence about these keys only. */
  readonly faults: readonly AuditedFault[];
  /** Canaries are gone, and neither eviction nor expiry explains it. */
  readonly wiped: boolean;
  /** Keys were evicted or expired. */
  readonly removals: boolean;
  readonly facts: KeyFacts;
}

/** The part of a run's evidence that concerns one share of its keys. */
export function shareOf(input: AuditInput, share: Share): ShareInput {
  const { readback, evictedKeys, expiredKeys } = input;
  return {
    values: readback !== null && input.converged ? ownValues(readback.primary, share) : null,
    readbackAtMs: input.readbackAtMs,
    faults: input.faults.map((fault) => withOwnEvidence(fault, share)),
    removals: evictedKeys + expiredKeys > 0,
    wiped: wipedCanaries(input) > 0,
    facts: {
      shardOf: input.faults.length > 0 ? input.shardOf : undefined,
      isOnGoneServer: input.gone?.took,
      wasElsewhere: input.wasElsewhere,
      isTapped: input.faults.some(({ relay }) => relay !== null) ? input.isTapped : undefined,
    },
  };
}

function ownValues(values: Int32Array, { workerIndex, workerCount }: Share): Int32Array {
  const own = new Int32Array(ownedKeys(values.length, workerIndex, workerCount));
  for (let local = 0; local < own.length; local += 1) own[local] = values[local * workerCount + workerIndex]!;
  return own;
}

function withOwnEvidence(fault: AuditedFault, { workerIndex, workerCount }: Share): AuditedFault {
  const { relay } = fault;
  if (relay === null || workerCount === 1) return fault;
  const isOwn = (keyIndex: number) => keyIndex % workerCount === workerIndex;
  const links = relay.links.map((link) => ({
    ...link,
    discarded: link.discarded.filter(({ keyIndex }) => isOwn(keyIndex)),
    lastRead: new Map([...link.lastRead].filter(([keyIndex]) => isOwn(keyIndex))),
  }));
  return { ...fault, relay: { ...relay, links } };
}
