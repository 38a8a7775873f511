import type { RowReads } from '../model/row-reads.js';
import type { Stall } from '../model/stall.js';
import type { ReadCounts } from '../record/sections/stats.js';
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
  /** The same by operation kind; kinds with neither are omitted. */
  readonly reads: Readonly<Record<string, ReadCounts>>;
  /** Of composite operations, by name: what became of each step, in order; absent: there are none. */
  readonly steps?: Readonly<Record<string, readonly StepCounts[]>>;
  /** Answered reads whose reply does not show whether the key existed. */
  readonly unknownReads: number;
  /** By shard: reads that found nothing although a write had been acknowledged; null: none. */
  readonly missingReads: readonly number[] | null;
  /** Writes that ended, and those that ended ok. */
  readonly writes: { readonly issued: number; readonly acknowledged: number };
  readonly errors: Readonly<Record<string, number>>;
  /** The text of the first error of a class, in the interval in which it occurred; absent if no class was new. */
  readonly errorTexts?: Readonly<Record<string, string>>;
  /** Times on the run's clock of the first and last operation that did not end ok; null if all did. */
  readonly firstErrorMs: number | null;
  readonly lastErrorMs: number | null;
  /** By operation kind. */
  readonly latency: Readonly<Record<string, KindLatency>>;
  /** Absent: there is no origin. */
  readonly origin?: OriginCounts;
  readonly schedulingLag: LatencyCounts | null;
  readonly thread: ThreadUse;
}

/** What one worker asked of the origin behind the cache, and what its reads returned. */
export interface OriginCounts {
  readonly reads: RequestCounts;
  readonly writes: RequestCounts;
  readonly errors: Readonly<Record<string, number>>;
  /** From the request to its answer, with the time in `poolWait`. */
  readonly latency: LatencyCounts | null;
  readonly poolWait: LatencyCounts | null;
  /** Reads that waited for the answer to another one instead of asking. */
  readonly sharedReads: number;
  readonly rows: RowReads;
}

interface RequestCounts {
  readonly ok: number;
  readonly fail: number;
  readonly indeterminate: number;
}

/** The outcomes of one step of a composite operation, which was sent as often as it has outcomes. */
export interface StepCounts {
  /** Name of its request. */
  readonly step: string;
  readonly ok: number;
  readonly fail: number;
  readonly indeterminate: number;
}

export interface KindLatency {
  readonly response: LatencyCounts | null;
  readonly service: LatencyCounts | null;
}

/** A worker thread's use of its time in an interval; null if the system does not report it. */
export interface ThreadUse {
  readonly wallMs: number;
  readonly cpuMs: number | null;
  /** Ready to run, but waiting for other threads. */
  readonly waitedForCpuMs: number | null;
  /** The same for the thread that wakes this one at its planned starts. Null: none, or not reported by the system. */
  readonly ticker: { readonly cpuMs: number; readonly waitedForCpuMs: number } | null;
  readonly gcMs: number;
  /** On a CPU, but only polling for replies that had not arrived, or spinning until a planned start. */
  readonly idlePollMs: number;
  /** Times between two consecutive event loop turns without a pause, weighted by millisecond. */
  readonly eventLoopDelay: LatencyCounts | null;
  /** Those that ended in the interval, on the monotonic clock; absent if none. */
  readonly stalls?: readonly Stall[];
}

/** Operations of one shard: those that ended ok, and those that failed or were never sent. */
export interface ShardCounts {
  readonly ok: number;
  readonly notOk: number;
  /** The writes among these, and the reads. */
  readonly writes: number;
  readonly reads: number;
}
