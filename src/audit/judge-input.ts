import type { AuditMode } from '../model/scenario.js';
import type { AuditedFault } from './classify-loss.js';
import type { LedgerSnapshot } from './ledger-snapshot.js';
import type { MissingReadInput } from './missing-reads.js';

/** Everything known at the end of a run, to be judged. */
export interface JudgeInput extends AuditInput {
  /** One per worker. */
  readonly snapshots: readonly LedgerSnapshot[];
}

/** The same without what the workers wrote. */
export interface AuditInput {
  /**
   * The final content of every key, by key number: as returned by `observedSequence`, or a counter's value (`notObserved`
   * for a key that could not be read, `noKey` if no key has the number); null: nothing could be read.
   */
  readonly readback: {
    readonly primary: Int32Array;
    readonly replicas: readonly { readonly node: string; readonly values: Int32Array }[];
  } | null;
  /** When the read-back began, on the run's clock. */
  readonly readbackAtMs: number;
  /** Whether no canary could be written, because an application is all that can be reached. */
  readonly withoutCanaries?: boolean;
  /** Null: they could not be read. */
  readonly canaries: { readonly written: number; readonly found: number } | null;
  readonly faults: readonly AuditedFault[];
  /** Counted by the servers since before the preload. */
  readonly evictedKeys: number;
  readonly expiredKeys: number;
  /** Whether no server was flushed, restarted or gone by its own counts. Absent: not known. */
  readonly serversKeptData?: boolean;
  /** Absent: there were none. */
  readonly missingReads?: MissingReadInput;
  /** Whether the cluster was complete and in sync before the read-back. */
  readonly converged: boolean;
  readonly auditMode: AuditMode;
  /** Kinds of write whose replies show nothing, so that only the read-back checks them. Absent: none. */
  readonly checkedOnlyAtEnd?: readonly string[];
  /** What an acknowledgement means, for the report. */
  readonly durability: string;
  readonly keyNameOf: (keyIndex: number) => string;
  /** Whether relays read the stamps of a key's writes. Absent: for every key. */
  readonly isTapped?: (keyIndex: number) => boolean;
  /** Servers that are gone permanently and caused the loss of their keys. Absent: none. */
  readonly gone?: { readonly servers: number; readonly took: (keyIndex: number) => boolean };
  /** Whether clients temporarily ejected a pool server, so that this key was on another one meanwhile. Absent: for no key. */
  readonly wasElsewhere?: (keyIndex: number) => boolean;
  /** Absent: there is a single shard, 0. */
  readonly shardOf?: (keyIndex: number) => number;
}
