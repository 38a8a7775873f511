import type { ClientPolicy } from '../../model/client-policy.js';
import type { ReadFrom } from '../../model/client-view.js';
import type { HttpRequest } from '../../model/http-request.js';
import type { KeyDistribution } from '../../model/key-distribution.js';
import type { Pacing } from '../../model/pacing.js';
import type { Protocol } from '../../model/protocol.js';
import type { AuditMode, Durability, ValueData, ValueSizes } from '../../model/scenario.js';
import type { ClientOptions } from '../driver/client-module.js';
import type { DriverName } from '../driver/registry.js';
import type { HistoryPlan } from '../history/history-plan.js';
import type { OperationKind } from '../operation/registry.js';
import type { PatternPlan } from '../pattern/pattern.js';
import type { PatternKind } from '../pattern/registry.js';
import type { ReplayPlan } from '../replay/replay-plan.js';
import type { WeightedCommand } from './command-template.js';

/** The load of a scenario: its clients, what they ask for, and when. */
export interface WorkloadPlan {
  readonly driver: DriverName;
  /** The wire protocol; null: the engine's first. */
  readonly protocol: Protocol | null;
  readonly clientPolicy: ClientPolicy;
  /** The user's own options of the client library; null: none. */
  readonly clientOptions: ClientOptions | null;
  /** The path of the module that exports them; null: they are from the scenario. */
  readonly clientModule: string | null;
  readonly connections: number;
  /** Worker threads; `auto` is already resolved. */
  readonly threads: number;
  /** Maximum operations in flight per connection. */
  readonly pipeline: number;
  /** Operations per second over all threads; null is closed loop (`max`). */
  readonly ratePerSecond: number | null;
  /** When operations start. */
  readonly pacer: Pacing;
  /** Operations to issue over all threads; null: until the duration ends. */
  readonly requests: number | null;
  readonly deadlineMs: number;
  /** For a connection, including its handshake. */
  readonly connectTimeoutMs: number;
  readonly keys: number;
  readonly distribution: KeyDistribution;
  /** Size of the largest value. */
  readonly valueBytes: number;
  readonly valueSizes: ValueSizes;
  readonly data: ValueData;
  /** Weight of each operation kind; at least one of these or of the commands is above 0. */
  readonly mix: Readonly<Partial<Record<OperationKind, number>>>;
  /** Free commands in addition to the mix. */
  readonly commands: readonly WeightedCommand[];
  /** Whether every key is written before the load; a list of commands also fills the keys of the free commands. */
  readonly preload: boolean | readonly string[];
  /** TTL of written keys; null: none, except on a target; 0: none, even there. */
  readonly ttlMs: number | null;
  /** Keys per `mget` or `mset`. */
  readonly keysPerOperation: number;
  /** Which members of a shard serve reads; always `primary` except for topology cluster. */
  readonly readFrom: ReadFrom;
  /** The zone of all clients; null: none, near every node. */
  readonly zone: string | null;
  readonly durability: Durability;
  readonly audit: AuditMode;
  /** Null: no operation is recorded by itself. */
  readonly history: HistoryPlan | null;
  /** The log whose commands are sent instead; null: there is none. */
  readonly replay: ReplayPlan | null;
  /** The requests to an application, in place of the mix; null: clients talk to the cache. */
  readonly application: readonly ApplicationRequest[] | null;
  /** How the cache is used in front of the origin; null: there is no origin. */
  readonly pattern: (PatternPlan & { readonly kind: PatternKind }) | null;
}

/** A request to an application, and how often it is drawn. */
export interface ApplicationRequest {
  readonly name: string;
  readonly weight: number;
  /** Whether it writes a value to its key, or shows it; `none`: neither, or only the application knows. */
  readonly audit: 'write' | 'read' | 'none';
  readonly http: HttpRequest;
}
