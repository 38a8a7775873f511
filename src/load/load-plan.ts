import type { LedgerSnapshot } from '../audit/ledger-snapshot.js';
import type { IntervalCounts, ShardCounts } from '../metrics/interval-counts.js';
import type { ServiceReport } from '../metrics/service-gap.js';
import type { ClientPolicy } from '../model/client-policy.js';
import type { ClientView } from '../model/client-view.js';
import type { OperationPlan } from '../model/operation-plan.js';
import type { Protocol } from '../model/protocol.js';
import type { AuditMode, Durability, ValueData, ValueSizes } from '../model/scenario.js';

/** All that one worker thread needs to know: plain data. */
export interface WorkerPlan {
  readonly workerIndex: number;
  readonly workerCount: number;
  readonly seed: number;
  readonly runTag: string;
  readonly driver: string;
  readonly clientPolicy: ClientPolicy;
  readonly view: ClientView;
  /** Connections of this worker. */
  readonly connections: number;
  readonly pipeline: number;
  /** Operations per second over all workers; null is closed loop. */
  readonly ratePerSecond: number | null;
  /** As a scenario writes it: `constant`, `ramp:100`. */
  readonly pacer: string;
  /** Of the measured part, which a pacer that climbs has climbed at the end of. */
  readonly durationMs: number;
  /** Operations of this worker in the measured part; null: until it is stopped. */
  readonly requests: number | null;
  readonly deadlineMs: number;
  readonly connectTimeoutMs: number;
  /** Keys over all workers; a worker owns those whose index is its own modulo the number of workers. */
  readonly keys: number;
  readonly distribution: string;
  /** Of the largest value. */
  readonly valueBytes: number;
  readonly valueSizes: ValueSizes;
  readonly data: ValueData;
  readonly protocol: Protocol | null;
  /** What it issues; a position in this list is an operation's code. */
  readonly operations: readonly OperationPlan[];
  readonly audit: AuditMode;
  /** Whether every key holds its value of sequence 0 already. */
  readonly preloaded: boolean;
  readonly durability: Durability;
  readonly intervalMs: number;
  /** Whether the thread can have a core to itself: then it may wait in a loop for replies (closed loop) and for planned starts. */
  readonly hasOwnCore: boolean;
  /** One cell for each worker: operations in flight at this moment. */
  readonly inFlight: SharedArrayBuffer;
  readonly shardCount: number;
  /** By operation, then by key over all workers: the shard that the key was on when the load began; null: there is one shard. */
  readonly shardsOfKeys: readonly Uint16Array[] | null;
}

/** What the main thread tells a worker. Moments are on the monotonic clock. */
export type WorkerOrder =
  | { readonly order: 'run'; readonly part: 'warmup' | 'measured'; readonly epochMs: number; readonly endMs: number }
  | { readonly order: 'stop' }
  | { readonly order: 'hand-over' };

/** What a worker tells the main thread. */
export type WorkerMessage =
  | { readonly type: 'connected' }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'interval'; readonly interval: IntervalCounts; readonly service: ServiceReport }
  | { readonly type: 'routed'; readonly endpoint: string; readonly atMs: number }
  | {
      readonly type: 'drained';
      readonly planned: number;
      /** What the intervals have not reported. */
      readonly service: ServiceReport;
      /** By shard. */
      readonly shards: readonly ShardCounts[];
    }
  | { readonly type: 'ledger'; readonly ledger: LedgerSnapshot | null };
