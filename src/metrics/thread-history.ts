import type { IntervalCounts, ThreadUse } from './interval-counts.js';
import { quantileUsOf } from './latency-recorder.js';
import { LatencySum } from './latency-sum.js';

/** A load thread's use of its time over many intervals; shares of the time, null if not reported by the system. */
export interface ThreadSummary {
  /** On a CPU. */
  readonly cpuShare: number | null;
  /** CPU use of the ticker that wakes it; 0 without one. */
  readonly tickerCpuShare: number;
  /** Ready to run, but waiting for a CPU. */
  readonly waitedShare: number | null;
  /** The thread or its ticker waiting for a CPU: either delays the load. */
  readonly heldUpShare: number | null;
  /** On a CPU, but only polling for replies. */
  readonly idlePollShare: number;
  readonly gcShare: number;
  readonly gcMs: number;
  readonly eventLoopDelayP99Us: number | null;
  readonly schedulingLagP99Us: number | null;
}

interface Interval extends Omit<ThreadUse, 'eventLoopDelay' | 'stalls'> {
  readonly schedulingLagP99Us: number | null;
}

/** One load thread, interval by interval; delays are only kept as a sum, since they would fill the memory of a long run. */
export class ThreadHistory {
  #intervals: Interval[] = [];
  #eventLoopDelay = new LatencySum();
  #schedulingLag = new LatencySum();

  get length(): number {
    return this.#intervals.length;
  }

  add({ thread: { eventLoopDelay, stalls: _, ...use }, schedulingLag }: IntervalCounts): void {
    this.#intervals.push({ ...use, schedulingLagP99Us: schedulingLag && quantileUsOf(schedulingLag, 0.99) });
    if (eventLoopDelay) this.#eventLoopDelay.add(eventLoopDelay);
    if (schedulingLag) this.#schedulingLag.add(schedulingLag);
  }

  addAll(other: ThreadHistory): void {
    for (const interval of other.#intervals) this.#intervals.push(interval);
    this.#eventLoopDelay.addAll(other.#eventLoopDelay);
    this.#schedulingLag.addAll(other.#schedulingLag);
  }

  /** How long after their planned starts operations were sent. */
  get schedulingLag(): LatencySum {
    return this.#schedulingLag;
  }

  summary(): ThreadSummary {
    return {
      ...sharesOf(this.#intervals),
      eventLoopDelayP99Us: this.#eventLoopDelay.quantileUs(0.99),
      schedulingLagP99Us: this.#schedulingLag.quantileUs(0.99),
    };
  }

  /** The intervals in which more than 1 % of the operations were sent later than `lateUs` after their planned start. */
  lateOnes(lateUs: number): { readonly length: number; readonly shares: ThreadShares } {
    const late = this.#intervals.filter(({ schedulingLagP99Us }) => (schedulingLagP99Us ?? 0) > lateUs);
    return { length: late.length, shares: sharesOf(late) };
  }
}

type ThreadShares = Omit<ThreadSummary, 'eventLoopDelayP99Us' | 'schedulingLagP99Us'>;

function sharesOf(intervals: readonly Interval[]): ThreadShares {
  const total = (of: (interval: Interval) => number | null) =>
    intervals.reduce<number | null>((sum, interval) => {
      const value = of(interval);
      return sum === null || value === null ? null : sum + value;
    }, 0);
  const wallMs = total((interval) => interval.wallMs) ?? 0;
  const share = (ms: number | null) => (ms === null || wallMs === 0 ? null : ms / wallMs);
  const gcMs = total((interval) => interval.gcMs) ?? 0;
  return {
    cpuShare: share(total(({ cpuMs }) => cpuMs)),
    tickerCpuShare: share(total(({ ticker }) => ticker?.cpuMs ?? 0)) ?? 0,
    waitedShare: share(total(({ waitedForCpuMs }) => waitedForCpuMs)),
    heldUpShare: share(
      total(({ waitedForCpuMs, ticker, wallMs }) =>
        // Both often wait at the same time.
        waitedForCpuMs === null ? null : Math.min(wallMs, waitedForCpuMs + (ticker?.waitedForCpuMs ?? 0)),
      ),
    ),
    idlePollShare: share(total(({ idlePollMs }) => idlePollMs)) ?? 0,
    gcShare: share(gcMs) ?? 0,
    gcMs,
  };
}

/** The share of time in which a thread had work: it ran, or waited for a CPU. Null if not reported by the system. */
export function busyShareOf({ cpuShare, waitedShare, idlePollShare }: ThreadShares): number | null {
  return cpuShare === null ? null : Math.max(0, cpuShare - idlePollShare) + (waitedShare ?? 0);
}
