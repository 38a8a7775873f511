import type { ReadCounts } from '../model/run-record.js';
import type { Stall } from '../model/stall.js';
import type { LatencyCounts } from './latency-recorder.js';

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
  /** The same by operation kind; left out of kinds that had neither. */
  readonly reads: Readonly<Record<string, ReadCounts>>;
  /** Reads that were answered, and whose reply does not tell whether the key was there. */
  readonly unknownReads: number;
  /** By shard: reads that found nothing where a write had been acknowledged; null: there were none. */
  readonly missingReads: readonly number[] | null;
  /** Writes that ended, and those that ended ok. */
  readonly writes: { readonly issued: number; readonly acknowledged: number };
  readonly errors: Readonly<Record<string, number>>;
  /** What was said with the first error of a class, in the interval in which it came; left out where no class was new. */
  readonly errorTexts?: Readonly<Record<string, string>>;
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

/** How a worker's own thread fared in an interval; null where the system does not tell. */
export interface ThreadUse {
  readonly wallMs: number;
  readonly cpuMs: number | null;
  /** Ready to run, and kept waiting by other threads. */
  readonly waitedForCpuMs: number | null;
  /** Likewise of the thread that wakes this one at its planned starts. Null: there is none, or the system does not tell. */
  readonly ticker: { readonly cpuMs: number; readonly waitedForCpuMs: number } | null;
  readonly gcMs: number;
  /** On a CPU, and only asking for replies that had not come, or spinning until a planned start. */
  readonly idlePollMs: number;
  /** Times between two turns of the event loop that followed each other without a pause, by the millisecond. */
  readonly eventLoopDelay: LatencyCounts | null;
  /** Those that ended in the interval, on the monotonic clock; left out where there were none. */
  readonly stalls?: readonly Stall[];
}

/** Operations of one shard: those that ended ok, and those that did not or were never sent. */
export interface ShardCounts {
  readonly ok: number;
  readonly notOk: number;
  /** Of all these: writes, and reads. */
  readonly writes: number;
  readonly reads: number;
}
