import type { LedgerSnapshot } from '../audit/ledger-snapshot.js';
import type { RowRules, RowSnapshot } from '../audit/row-ledger.js';
import type { IntervalCounts, ShardCounts } from '../metrics/interval-counts.js';
import type { ServiceReport } from '../metrics/service-gap.js';
import type { ClientView } from '../model/client-view.js';
import type { KeySpaceName, OperationPlan } from '../model/operation-plan.js';
import { partOf } from '../model/table.js';
import type { OriginConnection } from '../origin/connection.js';
import type { SameKeyCounter } from '../origin/same-key-counter.js';
import type { ClientOptions } from './driver/client-module.js';
import type { HistorySnapshot } from './history/history-plan.js';
import type { PatternPlan } from './pattern/pattern.js';
import type { ReplayBatch, WorkerReplay } from './replay/replay-plan.js';
import type { WorkloadPlan } from './workload/workload-plan.js';

/** The settings of the workload that each worker has as they are. */
const sharedNames = [
  ...(['driver', 'protocol', 'clientPolicy', 'pipeline', 'ratePerSecond', 'pacer', 'deadlineMs'] as const),
  ...(['connectTimeoutMs', 'keys', 'distribution', 'valueBytes', 'valueSizes', 'data'] as const),
  ...(['durability', 'audit', 'history'] as const),
] as const;
type SharedSettings = Pick<WorkloadPlan, (typeof sharedNames)[number]>;

/**
 * Everything one worker thread needs, as plain data. `keys` are those over all workers: a worker owns the keys whose index
 * modulo the number of workers is its own index.
 */
export interface WorkerPlan extends SharedSettings {
  readonly workerIndex: number;
  readonly workerCount: number;
  readonly seed: number;
  readonly runTag: string;
  /** The user's own options of the client library; null: none. Text: the module that exports them, as no thread can be given functions. */
  readonly clientOptions: ClientOptions | string | null;
  readonly view: ClientView;
  /** Of the application that clients talk to; null: they talk to the cluster. */
  readonly applicationUrl: string | null;
  /** Connections of this worker. */
  readonly connections: number;
  /** Length of the measured part; a rising pacer reaches its peak at the end. */
  readonly durationMs: number;
  /** Operations of this worker in the measured part; null: no limit. */
  readonly requests: number | null;
  /** The operations it issues; an operation's code is its position in this list. */
  readonly operations: readonly OperationPlan[];
  /** Null: the operations don't need one. */
  readonly origin: WorkerOrigin | null;
  /** Null: operations are drawn. Otherwise workers are fed with them. */
  readonly replay: WorkerReplay | null;
  /** The spaces whose keys already hold their value of sequence 0. */
  readonly preloaded: readonly KeySpaceName[];
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

export function sharedSettings(workload: WorkloadPlan): SharedSettings {
  return partOf(workload, sharedNames);
}

/** Receives what the loop reports while it runs. */
export interface IssueListener {
  interval(counts: IntervalCounts, service: ServiceReport): void;
  /** The first operation acknowledged over a connection to this endpoint. */
  routed(endpoint: string, atMs: number): void;
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
