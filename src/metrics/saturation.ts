import type { SaturationRecord } from '../model/run-record.js';
import type { IntervalCounts } from './interval-counts.js';
import { addUpCounts } from './measurements.js';

// In open loop the generator is late when it can't be on time by itself: its event loop, not a full connection.
const mostEventLoopDelayUs = 5_000;
/** In closed loop a busy generator in front of an idle server is the limit. */
const busyThread = 0.95;
const busyServerPercent = 90;

export interface SaturationInput {
  /** By worker, the intervals of the time that counts: before the first fault. */
  readonly workers: readonly (readonly IntervalCounts[])[];
  readonly closedLoop: boolean;
  readonly generatorCpuPercent: number | null;
  readonly servers: SaturationRecord['servers'];
}

/** Whether the generator, not the server, was the limit, and what to change. */
export function judgeSaturation(input: SaturationInput): SaturationRecord {
  const uses = input.workers.map(useOfThread);
  const reasons = uses.flatMap((use, index) => reasonsOf(use, index, input));
  return {
    saturated: reasons.length > 0,
    reasons,
    generator: {
      cpuPercent: input.generatorCpuPercent,
      threads: uses.map(({ cpuPercent, eventLoopDelayP99Us, schedulingLagP99Us, gcMs }) => ({
        cpuPercent,
        eventLoopDelayP99Us,
        schedulingLagP99Us,
        gcMs,
      })),
    },
    servers: input.servers,
  };
}

interface ThreadSummary {
  readonly cpuPercent: number | null;
  readonly waitedShare: number | null;
  readonly eventLoopDelayP99Us: number | null;
  readonly schedulingLagP99Us: number | null;
  readonly gcMs: number;
}

function useOfThread(intervals: readonly IntervalCounts[]): ThreadSummary {
  const total = (of: (interval: IntervalCounts) => number | null) =>
    intervals.reduce<number | null>((sum, interval) => {
      const value = of(interval);
      return sum === null || value === null ? null : sum + value;
    }, 0);
  const wallMs = total(({ thread }) => thread.wallMs) ?? 0;
  const share = (ms: number | null) => (ms === null || wallMs === 0 ? null : ms / wallMs);
  const cpuShare = share(total(({ thread }) => thread.cpuMs));
  return {
    cpuPercent: cpuShare === null ? null : cpuShare * 100,
    waitedShare: share(total(({ thread }) => thread.waitedForCpuMs)),
    eventLoopDelayP99Us: addUpCounts(intervals.map(({ thread }) => thread.eventLoopDelay)).quantileUs(0.99),
    schedulingLagP99Us: addUpCounts(intervals.map(({ schedulingLag }) => schedulingLag)).quantileUs(0.99),
    gcMs: total(({ thread }) => thread.gcMs) ?? 0,
  };
}

function reasonsOf(use: ThreadSummary, index: number, { closedLoop, servers }: SaturationInput): readonly string[] {
  const thread = `load thread ${index + 1}`;
  if (closedLoop) {
    const busiestServer = Math.max(0, ...servers.map(({ cpuPercent }) => cpuPercent ?? 100));
    if ((use.cpuPercent ?? 0) < busyThread * 100 || busiestServer >= busyServerPercent) return [];
    return [
      `${thread} used ${Math.round(use.cpuPercent ?? 0)} % of a core while no server was busy: use more threads (--threads)`,
    ];
  }
  const delayUs = use.eventLoopDelayP99Us ?? 0;
  if (delayUs <= mostEventLoopDelayUs) return [];
  const waited =
    use.waitedShare === null ? '' : `, and waited for a free core ${Math.round(use.waitedShare * 100)} % of the time`;
  return [
    `${thread} was held up for ${(delayUs / 1000).toFixed(1)} ms (p99)${waited}: lower the rate (--rate), use more threads (--threads) or a machine with more cores`,
  ];
}
