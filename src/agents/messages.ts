import { deserialize, serialize } from 'node:v8';
import type { ShareJudgement } from '../audit/judge-share.js';
import type { WorkerMessage, WorkerOrder, WorkerPlan } from '../load/load-plan.js';
import type { KeysRead, RemoteReading } from './remote-reading.js';
import type { RemoteShare } from './remote-share.js';
import type { SharedClock } from './shared-clock.js';

/** A place in a run, as offered to any agent. */
export interface PlaceOffer {
  readonly run: string;
  /** From 1. */
  readonly place: number;
  readonly places: number;
  /** What an agent must be to take it. */
  readonly version: string;
  readonly nodeMajor: number;
}

/** Who took a place. */
export interface AgentIntroduction {
  readonly name: string;
  /** Identifies the machine, without naming it. */
  readonly host: string;
  readonly cores: number;
  readonly node: string;
}

/** From an agent to the coordinator. Times are on the shared clock, or on the run's. */
export type AgentMessage =
  | ({ readonly type: 'hello' } & AgentIntroduction)
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'ready'; readonly digest: string; readonly clock: SharedClock }
  | { readonly type: 'beat'; readonly inFlight: readonly (readonly [worker: number, operations: number])[] }
  | { readonly type: 'worker'; readonly worker: number; readonly message: WorkerMessage }
  | { readonly type: 'worker-ended'; readonly worker: number; readonly error: string }
  /** A worker has closed its connections, and its ledger is kept; the digest is null without audit. */
  | {
      readonly type: 'handed-over';
      readonly worker: number;
      readonly clock: SharedClock;
      readonly ledgerSha256: string | null;
    }
  | ({ readonly type: 'keys-read' } & KeysRead)
  /** The copies by number, of which keys are left. */
  | { readonly type: 'read-back-ended'; readonly leftCopies: readonly number[] }
  | { readonly type: 'judged'; readonly worker: number; readonly judgement: ShareJudgement }
  /** The books of a worker don't balance. */
  | { readonly type: 'not-judged'; readonly worker: number; readonly error: string };

/** A plan without the memory that only threads of one process can share. */
export type RemotePlan = Omit<WorkerPlan, 'inFlight' | 'shardsOfKeys' | 'lease'> & {
  /** By operation: the position of its table. */
  readonly tables: readonly number[] | null;
};

/** From the coordinator to an agent. */
export type CoordinatorMessage =
  | { readonly type: 'plan'; readonly plans: readonly RemotePlan[]; readonly tables: readonly Uint16Array[] }
  /** Its times are on the shared clock. */
  | { readonly type: 'order'; readonly worker: number; readonly order: WorkerOrder }
  /** Read the keys of all its workers back. */
  | { readonly type: 'read-back'; readonly reading: RemoteReading }
  /** Judge what a worker wrote. */
  | { readonly type: 'judge'; readonly worker: number; readonly share: RemoteShare }
  | { readonly type: 'done' };

/** A batch of messages; batches count from 1, so that one that was sent twice is read once. */
export interface AgentBatch {
  readonly place: number;
  readonly number: number;
  readonly messages: readonly AgentMessage[];
}

/** V8's own format carries typed arrays. Both ends have the same major version of Node. Batches are many: see `packBatch`. */
export function encode(message: CoordinatorMessage): Buffer {
  return serialize(message);
}

export function decodeMessage(bytes: Buffer): CoordinatorMessage {
  return deserialize(bytes) as CoordinatorMessage;
}
