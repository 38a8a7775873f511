import type { LedgerSnapshot } from '../audit/ledger-snapshot.js';
import type { RowRules, RowSnapshot } from '../audit/row-ledger.js';
import type { IntervalCounts, ShardCounts } from '../metrics/interval-counts.js';
import type { ServiceReport } from '../metrics/service-gap.js';
import type { ClientPolicy } from '../model/client-policy.js';
import type { ClientView } from '../model/client-view.js';
import type { KeyDistribution } from '../model/key-distribution.js';
import type { KeySpaceName, OperationPlan } from '../model/operation-plan.js';
import type { Pacing } from '../model/pacing.js';
import type { Protocol } from '../model/protocol.js';
import type { AuditMode, Durability, ValueData, ValueSizes } from '../model/scenario.js';
import type { OriginConnection } from '../origin/connection.js';
import type { SameKeyCounter } from '../origin/same-key-counter.js';
import type { ClientOptions } from './driver/client-module.js';
import type { DriverName } from './driver/registry.js';
import type { HistoryPlan, HistorySnapshot } from './history/history-plan.js';
import type { PatternPlan } from './pattern/pattern.js';
import type { ReplayBatch, WorkerReplay } from './replay/replay-plan.js';

/** Everything one worker thread needs, as plain data. */
export interface WorkerPlan {
  readonly workerIndex: number;
  readonly workerCount: number;
  readonly seed: number;
  readonly runTag: string;
  readonly driver: DriverName;
  readonly clientPolicy: ClientPolicy;
  /** The user's own options of the client library; null: none. */
  /** A text: the path of the module that exports them, because functions cross into no thread. */
  readonly clientOptions: ClientOptions | string | null;
  readonly view: ClientView;
  /** Of the application that clients talk to; null: they talk to the cluster. */
  readonly applicationUrl: string | null;
  /** Connections of this worker. */
  readonly connections: number;
  readonly pipeline: number;
  /** Operations per second over all workers; null is closed loop. */
  readonly ratePerSecond: number | null;
  readonly pacer: Pacing;
  /** Length of the measured part; a rising pacer reaches its peak at the end. */
  readonly durationMs: number;
  /** Operations of this worker in the measured part; null: no limit. */
  readonly requests: number | null;
  readonly deadlineMs: number;
  readonly connectTimeoutMs: number;
  /** Keys over all workers; a worker owns the keys whose index modulo the number of workers is its own index. */
  readonly keys: number;
  readonly distribution: KeyDistribution;
  /** Size of the largest value. */
  readonly valueBytes: number;
  readonly valueSizes: ValueSizes;
  readonly data: ValueData;
  readonly protocol: Protocol | null;
  /** The operations it issues; an operation's code is its position in this list. */
  readonly operations: readonly OperationPlan[];
  readonly audit: AuditMode;
  /** Null: no operation is recorded by itself. */
  readonly history: HistoryPlan | null;
  /** Null: the operations don't need one. */
  readonly origin: WorkerOrigin | null;
  /** Null: operations are drawn. Otherwise workers are fed with them. */
  readonly replay: WorkerReplay | null;
  /** The spaces whose keys already hold their value of sequence 0. */
  readonly preloaded: readonly KeySpaceName[];
  readonly durability: Durability;
  readonly intervalMs: number;
  /** Whether the thread can have a core to itself: then it may busy-wait for replies (closed loop) and for planned starts. */
  readonly hasOwnCore: boolean;
  /** One cell per worker: its operations currently in flight. */
  readonly inFlight: SharedArrayBuffer;
  /** One figure, on the monotonic clock: nothing is sent after that time. Null: no limit. */
  readonly lease: SharedArrayBuffer | null;
  readonly shardCount: number;
  /** By operation, then by key over all workers: the key's shard at the start of the load; null: there is one shard. */
  readonly shardsOfKeys: readonly Uint16Array[] | null;
}

/** The origin behind the cache, as a worker reaches it. */
export interface WorkerOrigin extends Pick<PatternPlan, 'singleFlight' | 'needsCache'>, RowRules {
  readonly connection: OriginConnection;
  /** The memory of the SameKeyCounter of all workers. */
  readonly sameKey: SameKeyCounter['shared'];
}

/** Messages from the main thread to a worker. Times are on the monotonic clock. */
export type WorkerOrder =
  | { readonly order: 'run'; readonly part: 'warmup' | 'measured'; readonly epochMs: number; readonly endMs: number }
  | { readonly order: 'replay'; readonly batch: ReplayBatch }
  /** The worker has every batch. */
  | { readonly order: 'replay-ends' }
  | { readonly order: 'stop' }
  | { readonly order: 'hand-over' };

/** Messages from a worker to the main thread. */
export type WorkerMessage =
  | { readonly type: 'connected' }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'interval'; readonly interval: IntervalCounts; readonly service: ServiceReport }
  /** All operations of the oldest batch were sent or dropped. */
  | { readonly type: 'used' }
  | { readonly type: 'routed'; readonly endpoint: string; readonly atMs: number }
  | {
      readonly type: 'drained';
      readonly planned: number;
      /** What the intervals did not report. */
      readonly service: ServiceReport;
      /** By shard. */
      readonly shards: readonly ShardCounts[];
      /** How long after the epoch it took its first turn. */
      readonly startLateMs: number;
    }
  | {
      readonly type: 'ledger';
      readonly ledger: LedgerSnapshot | null;
      /** Null: there is no origin. */
      readonly rows: RowSnapshot | null;
      /** Null: no operation was recorded by itself. */
      readonly history: HistorySnapshot | null;
    };
