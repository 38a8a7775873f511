import type { ClientPolicy } from '../../model/client-policy.js';
import type { ClientRemedies } from '../../model/client-remedies.js';
import type { ClientView, ReadFrom } from '../../model/client-view.js';
import type { OperationPlan } from '../../model/operation-plan.js';
import type { Protocol } from '../../model/protocol.js';
import type { Durability, ValueData, ValueSizes } from '../../model/scenario.js';
import type { WorkerReplay } from '../replay/replay-plan.js';
import type { Slots } from '../slots.js';

/** A client protocol, implemented by a library or by our own code. */
export interface DriverDefinition {
  readonly summary: string;
  readonly clientPolicies: readonly ClientPolicy[];
  /** What it speaks; none: it talks to applications, not to caches. */
  readonly protocols: readonly Protocol[];
  /** Which members of a shard it can read from. */
  readonly readsFrom: readonly ReadFrom[];
  /** Why it can't send a load like this; absent, or undefined: it can. */
  lackFor?(needs: DriverNeeds): DriverLack | undefined;
  /** Loads the library. Throws EnvironmentError, with the command that installs it, if it is missing. */
  library(): Promise<ClientLibrary>;
  /** What it tells the library about failures, for the record; contains no secrets. Functions stand for themselves. */
  settings(client: Pick<DriverOptions, 'view' | 'clientPolicy' | 'deadlineMs' | 'connectTimeoutMs'>): object;
  /** Options of the library, at any depth, that only the measurement may set; absent: users can set none at all. */
  readonly ownOptions?: readonly string[];
  /** Absent: it does nothing by itself during a failure. */
  readonly remedies?: ClientRemedies;
  /** Opens the connections of one worker; resolves when all are ready. Throws if they can't be opened. */
  open(options: DriverOptions, host: DriverHost): Promise<Driver>;
}

export interface DriverLack {
  /** A sentence without its full stop. */
  readonly why: string;
  /** A setting of the scenario (`path=value`) that makes it unnecessary. */
  readonly setting?: string;
}

/** What a load asks of its driver, beyond a protocol. */
export interface DriverNeeds {
  /** Clients ask sentinels for the primary. */
  readonly asksSentinels: boolean;
  /** Clients route by the hash slots of a Redis Cluster. */
  readonly followsSlots: boolean;
  /** Clients distribute the keys of a lost server over the others. */
  readonly ejectsLost: boolean;
  /** The servers require TLS or a password. */
  readonly secures: boolean;
  readonly durability: Durability;
  readonly operations: readonly OperationPlan[];
}

export interface ClientLibrary {
  readonly name: string;
  /** Null: part of cache-bench. */
  readonly version: string | null;
}

export interface DriverOptions {
  readonly view: ClientView;
  /** Of an application, if clients talk to one; absent or null: to the cluster. */
  readonly applicationUrl?: string | null;
  readonly connections: number;
  readonly clientPolicy: ClientPolicy;
  /** The user's own options of the library; absent or null: none. */
  readonly clientOptions?: Readonly<Record<string, unknown>> | null;
  readonly deadlineMs: number;
  /** Load threads that open their connections at the same time on shared cores; absent: only this one. */
  readonly workerCount?: number;
  /** How long a connection may take to open, including the handshake and the search for the primary. */
  readonly connectTimeoutMs: number;
  readonly seed: number;
  /** Keys over all workers. */
  readonly keys: number;
  /** The wire protocol, where the engine offers several; null: the driver's choice. */
  readonly protocol: Protocol | null;
  readonly runTag: string;
  /** What it sends: `slots.kind` is an index into this list. */
  readonly operations: readonly OperationPlan[];
  /** What acknowledging a write means; the request that proves it is sent with each write. */
  readonly durability: Durability;
  readonly valueSizes: ValueSizes;
  readonly data: ValueData;
  readonly slots: Slots;
  /** The slots hold the requests of a replay; absent or null: they follow from `operations`. */
  readonly replay?: WorkerReplay | null;
  /** Aborts the opening, which then throws; has no effect once the connections are open. */
  readonly giveUp?: AbortSignal;
}

/** Extra time to open per additional load thread, because each loads its modules first (64 threads on two busy cores: 20 s). */
const besideMs = 500;

/**
 * How long a thread may take to open all its connections. `timeouts`: how many connect timeouts that is at least, because
 * clients share the thread and try again.
 */
export function openWithinMs(options: Pick<DriverOptions, 'connectTimeoutMs' | 'workerCount'>, timeouts = 10): number {
  return Math.max(leastOpenMs, timeouts * options.connectTimeoutMs) + extraOpenMs(options);
}

const leastOpenMs = 10_000;

/**
 * How long each connection may take while a thread opens its first ones: a thread that waits for a core is slow with its own
 * handshakes, and starting them again would only take longer.
 */
export function openingTimeoutMs(options: Pick<DriverOptions, 'connectTimeoutMs' | 'workerCount'>): number {
  return Math.max(leastOpeningTimeoutMs, options.connectTimeoutMs) + extraOpenMs(options);
}

const leastOpeningTimeoutMs = 2_000;

/** Extra time a thread gets to open its connections, compared with a thread on its own. */
function extraOpenMs({ workerCount = 1 }: Pick<DriverOptions, 'workerCount'>): number {
  return besideMs * (workerCount - 1);
}

/** What a driver reports about its operations. */
export interface DriverHost {
  /**
   * An operation has ended. Called exactly once per `send`; later calls for the same generation are ignored. `observed`: see
   * Observed. `errorClass` is empty when the outcome is ok.
   */
  settle(slot: number, generation: number, outcome: OutcomeCode, errorClass: string, observed: number): void;
  /** The raw text of an error of this class, before `settle`; not called for our own errors. Untrusted and unescaped. */
  explainError?(errorClass: string, text: string): void;
  /** Several replies arrived together at this moment; they are settled until `repliesHandled`. */
  repliesArrive(): void;
  repliesHandled(): void;
  /** A connection can take operations from now on, at this endpoint (`host:port`), or no longer can (null). */
  connectionChanged(connection: number, endpoint: string | null): void;
  /**
   * For drivers whose connections each reach several nodes, and which therefore call `connectionChanged` with an empty
   * endpoint: the first operation was acknowledged over a new route to the node at this endpoint (`host:port`).
   */
  nodeAnswered?(endpoint: string): void;
}

/** Index into `outcomes`. */
export const outcomeCode = { ok: 0, fail: 1, indeterminate: 2 } as const;
export type OutcomeCode = (typeof outcomeCode)[keyof typeof outcomeCode];

export interface Driver extends AsyncDisposable {
  /** Sends the operation in a slot on the slot's connection. Settles through the host, never by throwing. */
  send(slot: number): void;
  /** Writes out everything sent since the last call, so that operations due at the same time go out together. */
  flush(): void;
  /** The deadline of the operation in a slot has passed; the client policy decides what happens next. */
  deadlinePassed(slot: number): void;
}
