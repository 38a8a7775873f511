import type { LedgerSnapshot } from '../audit/ledger-snapshot.js';
import type { LatencyCounts } from '../metrics/latency-recorder.js';
import type { ClientPolicy } from '../model/client-policy.js';
import type { AuditMode } from '../model/scenario.js';
import type { ClientView } from '../topology/cluster.js';

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
  /** Operations of this worker in the measured part; null: until it is stopped. */
  readonly requests: number | null;
  readonly deadlineMs: number;
  /** Keys over all workers; a worker owns those whose index is its own modulo the number of workers. */
  readonly keys: number;
  readonly distribution: string;
  readonly valueBytes: number;
  readonly mix: Readonly<Record<string, number>>;
  readonly audit: AuditMode;
  /** Whether every key holds its value of sequence 0 already. */
  readonly preloaded: boolean;
  /** Replicas that must acknowledge a write before it counts; 0 asks for none. */
  readonly waitReplicas: number;
  readonly intervalMs: number;
  /** One cell for each worker: operations in flight at this moment. */
  readonly inFlight: SharedArrayBuffer;
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
  | { readonly type: 'interval'; readonly interval: IntervalCounts }
  | { readonly type: 'routed'; readonly endpoint: string; readonly atMs: number }
  | { readonly type: 'drained'; readonly planned: number; readonly gaps: readonly SuccessGap[] }
  | { readonly type: 'ledger'; readonly ledger: LedgerSnapshot | null };

/** What one worker saw in one interval of the run. Operations are counted when they end. */
export interface IntervalCounts {
  /** Number of the interval: it starts at `number * intervalMs` on the run's clock. */
  readonly number: number;
  readonly sent: number;
  readonly ok: number;
  readonly fail: number;
  readonly indeterminate: number;
  readonly dropped: number;
  readonly hits: number;
  readonly misses: number;
  readonly errors: Readonly<Record<string, number>>;
  /** Moments on the run's clock of the first and last operation that did not end ok; null when all did. */
  readonly firstErrorMs: number | null;
  readonly lastErrorMs: number | null;
  /** By operation kind. */
  readonly latency: Readonly<Record<string, KindLatency>>;
  readonly schedulingLag: LatencyCounts | null;
  readonly thread: ThreadUse;
}

export interface KindLatency {
  readonly response: LatencyCounts | null;
  readonly service: LatencyCounts | null;
}

/** How the worker's own thread fared in an interval; null where the system does not tell. */
export interface ThreadUse {
  readonly wallMs: number;
  readonly cpuMs: number | null;
  /** Ready to run, and kept waiting by other threads. */
  readonly waitedForCpuMs: number | null;
  readonly gcMs: number;
  /** Longest time between two turns of the event loop. */
  readonly longestTurnMs: number;
}

/** A time in which no operation of a sort succeeded, on the run's clock; `toMs` is null when it never ended. */
export interface SuccessGap {
  readonly shard: number;
  readonly sort: 'read' | 'write';
  readonly fromMs: number;
  readonly toMs: number | null;
}
