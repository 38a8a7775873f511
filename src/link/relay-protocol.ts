import type { Endpoint } from '../model/node.js';
import type { LinkRule, LinkSelection, Slowness } from './link-rule.js';
import type { LinkEnd, RelayService } from './relay.js';
import type { TappedWrite } from './replication-tap.js';

/** What the main thread asks of the relay thread. Each request is answered in order, by its number. */
export type RelayRequest =
  | { readonly ask: 'add-host'; readonly end: LinkEnd; readonly address: string; readonly zone: string }
  | {
      readonly ask: 'open-relay';
      readonly node: LinkEnd;
      readonly listenHost: string;
      readonly target: Endpoint;
      readonly serves: RelayService;
    }
  | { readonly ask: 'lose-hosts'; readonly ends: readonly LinkEnd[] }
  | { readonly ask: 'restore-host'; readonly end: LinkEnd }
  | { readonly ask: 'report-loss'; readonly end: LinkEnd; readonly lostAtMs: number }
  | { readonly ask: 'apply'; readonly rule: LinkRule }
  | { readonly ask: 'report-rule'; readonly id: number }
  | { readonly ask: 'lift'; readonly id: number; readonly how: 'resume' | 'reset' }
  | { readonly ask: 'reset'; readonly links: LinkSelection }
  | { readonly ask: 'close' };

export interface RelayAnswers {
  'add-host': null;
  'open-relay': Endpoint;
  /** On the monotonic clock: when the links froze. */
  'lose-hosts': number;
  'restore-host': null;
  'report-loss': HostLossReport;
  apply: AppliedRule;
  'report-rule': RuleReport;
  lift: null;
  reset: ResetReport;
  close: null;
}

/** A rule that holds. */
export interface AppliedRule {
  readonly id: number;
  /** On the monotonic clock: when it began. */
  readonly atMs: number;
}

/** What a rule has done so far. */
export interface RuleReport {
  /** Connections that it has touched. */
  readonly connections: number;
  /** Bytes that it threw away. */
  readonly droppedBytes: number;
}

export interface ResetReport {
  /** On the monotonic clock. */
  readonly atMs: number;
  readonly connections: number;
}

/** What a host took with it. Writes and bytes are complete once the dead host's sockets have been read to their end. */
export interface HostLossReport {
  /** Bytes on the connections that the host had when it was lost, both ways, that were thrown away. */
  readonly discardedBytes: number;
  /** One entry for each replica that the host streamed to at that moment. */
  readonly replication: readonly ReplicationLoss[];
}

interface ReplicationLoss {
  readonly replica: LinkEnd;
  /** False when the stream could not be followed, or was still in its first sync; the lists then mean nothing. */
  readonly followed: boolean;
  readonly pendingBytes: number;
  /** Our writes that were read from the host and never passed on to the replica, oldest first. */
  readonly discarded: readonly TappedWrite[];
  /** Highest sequence that the host sent to the replica, by key, on this connection or before it. */
  readonly lastRead: ReadonlyMap<number, number>;
}

/** How slow one direction between two zones is, and whose writes the taps look for. */
export interface RelayThreadData {
  readonly betweenZones: Slowness;
  readonly runTag: string;
  /** Whether nobody but the two ends can read what passes: there is nothing to tap then. */
  readonly isEncrypted: boolean;
  /** Where the clients are; absent or null: near to every node. */
  readonly clientsZone?: string | null;
}

export type RelayReply =
  | { readonly number: number; readonly answer: unknown }
  | { readonly number: number; readonly error: string; readonly code: string | undefined };
