import type { Endpoint } from '../model/node.js';
import type { LinkRule, LinkSelection, Slowness } from './link-rule.js';
import type { LinkEnd, RelayPlace, RelayService } from './relay.js';
import type { TappedWrite } from './replication-tap.js';

/** Requests from the main thread to the relay thread. Each is answered in order, by its number. */
export type RelayRequest =
  | { readonly ask: 'add-host'; readonly end: LinkEnd; readonly address: string; readonly zone: string }
  | {
      readonly ask: 'open-relay';
      readonly node: LinkEnd;
      readonly listenHost: string;
      /** 0: chosen by the kernel. */
      readonly listenPort: number;
      readonly target: Endpoint;
      readonly serves: RelayService;
    }
  | { readonly ask: 'move-relay'; readonly relay: Endpoint; readonly places: readonly RelayPlace[] }
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
  'move-relay': null;
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

/** An active rule. */
export interface AppliedRule {
  readonly id: number;
  /** On the monotonic clock: when it began. */
  readonly atMs: number;
}

/** What a rule has done so far. */
export interface RuleReport {
  readonly connections: number;
  readonly droppedBytes: number;
}

export interface ResetReport {
  /** On the monotonic clock. */
  readonly atMs: number;
  readonly connections: number;
}

/** What was lost with a host. Writes and bytes are complete once the dead host's sockets have been read to the end. */
export interface HostLossReport {
  /** Discarded bytes, both ways, on the connections that the host had when it was lost. */
  readonly discardedBytes: number;
  /** One entry for each replica that the host was streaming to at that moment. */
  readonly replication: readonly ReplicationLoss[];
}

interface ReplicationLoss {
  readonly replica: LinkEnd;
  /** False if the stream could not be followed or was still in its first sync; the lists are then meaningless. */
  readonly followed: boolean;
  readonly pendingBytes: number;
  /** Our writes that were read from the host but never passed on to the replica, oldest first. */
  readonly discarded: readonly TappedWrite[];
  /** By key: highest sequence that the host sent to the replica, on this connection or earlier ones. */
  readonly lastRead: ReadonlyMap<number, number>;
}

/** The delays between zones per direction, and the run tag that the taps look for. */
export interface RelayThreadData {
  readonly betweenZones: Slowness;
  readonly runTag: string;
  /** Whether only the two ends can read the traffic: then there is nothing to tap. */
  readonly isEncrypted: boolean;
  /** The clients' zone; absent or null: near every node. */
  readonly clientsZone?: string | null;
}

export type RelayReply =
  | { readonly number: number; readonly answer: unknown }
  | { readonly number: number; readonly error: string; readonly code: string | undefined };
