import type { ClientPolicy } from '../../model/client-policy.js';
import type { ClientView } from '../../model/client-view.js';
import type { OperationPlan } from '../../model/operation-plan.js';
import type { Protocol } from '../../model/protocol.js';
import type { Durability, ValueData, ValueSizes } from '../../model/scenario.js';
import type { Slots } from '../slots.js';

/** A client protocol, spoken by one library or by our own code. */
export interface DriverDefinition {
  readonly summary: string;
  /** The client policies that it can follow. */
  readonly clientPolicies: readonly ClientPolicy[];
  /** Opens the connections of one worker; resolves when all are ready. Throws when they can't be. */
  open(options: DriverOptions, host: DriverHost): Promise<Driver>;
}

export interface DriverOptions {
  readonly view: ClientView;
  readonly connections: number;
  readonly clientPolicy: ClientPolicy;
  readonly deadlineMs: number;
  /** Load threads that open their connections at the same time, on cores that they share; absent: this one alone. */
  readonly workerCount?: number;
  /** How long a connection may take to open, its handshake and the search for the primary included. */
  readonly connectTimeoutMs: number;
  readonly seed: number;
  /** Keys over all workers. */
  readonly keys: number;
  /** The language on the wire, where the engine speaks several; null: the driver's own choice. */
  readonly protocol: Protocol | null;
  readonly runTag: string;
  /** What `slots.kind` is an index into. */
  readonly operations: readonly OperationPlan[];
  /** What the acknowledgement of a write means; what it asks for rides along with each write. */
  readonly durability: Durability;
  readonly valueSizes: ValueSizes;
  readonly data: ValueData;
  readonly slots: Slots;
  /** Gives up the opening, which then throws; without effect once the connections are open. */
  readonly giveUp?: AbortSignal;
}

/** How much longer opening may take for each load thread beside: each loads its modules first (64 on two busy cores: 20 s). */
const besideMs = 500;

/** How much more time than one alone needs a thread gets to open its connections. */
export function extraOpenMs({ workerCount = 1 }: Pick<DriverOptions, 'workerCount'>): number {
  return besideMs * (workerCount - 1);
}

/** What a driver tells of its operations. */
export interface DriverHost {
  /**
   * An operation has ended. Exactly once for each `send`; later calls for the same generation are ignored.
   * `observed`: see Observed. `errorClass` is empty when the outcome is ok.
   */
  settle(slot: number, generation: number, outcome: OutcomeCode, errorClass: string, observed: number): void;
  /** What was said with an error of this class, before `settle`; not for errors of our own. Foreign text, as it came. */
  explainError?(errorClass: string, text: string): void;
  /** Replies have come together, and are settled until `repliesHandled`; they all arrived at this moment. */
  repliesArrive(): void;
  repliesHandled(): void;
  /** A connection can take operations from now on, at this endpoint (`host:port`), or can't any longer (null). */
  connectionChanged(connection: number, endpoint: string | null): void;
  /**
   * Of a driver whose connections each reach several nodes, and which therefore calls `connectionChanged` without an endpoint
   * (empty): the first operation was acknowledged over a new way to the node at this endpoint (`host:port`).
   */
  nodeAnswered?(endpoint: string): void;
}

/** Index into `outcomes`. */
export const outcomeCode = { ok: 0, fail: 1, indeterminate: 2 } as const;
export type OutcomeCode = (typeof outcomeCode)[keyof typeof outcomeCode];

export interface Driver extends AsyncDisposable {
  /** Sends the operation in a slot on the slot's connection. Settles through the host, never by throwing. */
  send(slot: number): void;
  /** Hands over what was sent since the last call; what comes due at the same time goes out together. */
  flush(): void;
  /** The deadline of the operation in a slot has passed; what follows is the client policy's business. */
  deadlinePassed(slot: number): void;
}
