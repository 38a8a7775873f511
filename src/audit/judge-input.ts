import type { AuditMode } from '../model/scenario.js';
import type { AuditedFault } from './classify-loss.js';
import type { LedgerSnapshot } from './ledger-snapshot.js';
import type { MissingReadInput } from './missing-reads.js';

/** All that is known at the end of a run, to be judged. */
export interface JudgeInput {
  /** One of each worker. */
  readonly snapshots: readonly LedgerSnapshot[];
  /**
   * What every key holds at the end, by the keys' numbers: as `observedSequence` gives it, or what a counted key stands at
   * (`notObserved` for a key that could not be read, `noKey` where no key has the number); null: nothing could be read.
   */
  readonly readback: {
    readonly primary: Int32Array;
    readonly replicas: readonly { readonly node: string; readonly values: Int32Array }[];
  } | null;
  /** When the read-back began, on the run's clock. */
  readonly readbackAtMs: number;
  /** Null: they could not be read. */
  readonly canaries: { readonly written: number; readonly found: number } | null;
  readonly faults: readonly AuditedFault[];
  /** Counted by the servers from before the preload on. */
  readonly evictedKeys: number;
  readonly expiredKeys: number;
  /** Absent: no read was. */
  readonly missingReads?: MissingReadInput;
  /** Whether the cluster was whole and in sync before the read-back. */
  readonly converged: boolean;
  readonly auditMode: AuditMode;
  /** Kinds of write whose replies tell nothing, and which only the read-back looks at. Absent: none. */
  readonly lookedAtOnce?: readonly string[];
  /** What an acknowledgement means, for the report. */
  readonly durability: string;
  readonly keyNameOf: (keyIndex: number) => string;
  /** Whether relays read the stamps of a key's writes. Absent: of every key's. */
  readonly isTapped?: (keyIndex: number) => boolean;
  /** Servers that are gone for good, and of whose keys that are missing they are the cause. Absent: none is. */
  readonly gone?: { readonly servers: number; readonly took: (keyIndex: number) => boolean };
  /**
   * Whether clients left a server of a pool out for a while and came back to it, so that meanwhile this key was on another one.
   * Absent: no key was.
   */
  readonly wasElsewhere?: (keyIndex: number) => boolean;
  /** Absent: there is one shard, 0. */
  readonly shardOf?: (keyIndex: number) => number;
}
